"""What a request to a model took is told to the meter of who has asked: a reply that went well, one that failed, one
that was broken off, and from whichever thread it was asked.
"""

import threading
import time
from contextvars import copy_context

import pytest
from scripted import MakeClient

from app.interview.usage import Usage
from app.llm.client import Client
from app.llm.request import METER, Request, messages
from ingest.errors import LLMFailed

ASKED = Request("test", "1", messages("Be short.", "Say a word."), 20)


class Told:
    """A meter that keeps what it is told."""

    def __init__(self) -> None:
        self.usage: list[Usage] = []

    def __call__(self, usage: tuple[Usage, ...]) -> None:
        self.usage += usage

    def wait(self) -> list[Usage]:
        until = time.monotonic() + 10
        while not self.usage and time.monotonic() < until:
            time.sleep(0.01)
        return self.usage


def metered(told: Told, ask: object) -> None:
    """Ask in a context of its own, as a request has one."""

    def run() -> None:
        METER.set(told)
        ask()  # type: ignore[operator]

    copy_context().run(run)


def test_a_reply_is_counted_for_who_asked(llm_client: Client) -> None:
    mine, others = Told(), Told()
    metered(mine, lambda: llm_client.complete(ASKED))
    assert [one.outcome for one in mine.wait()] == ["ok"]
    assert mine.usage[0].input_tokens > 0
    assert others.usage == []


def test_a_thread_of_the_request_counts_for_it_too(llm_client: Client) -> None:
    told = Told()

    def ask() -> None:
        context = copy_context()
        thread = threading.Thread(target=lambda: context.run(llm_client.complete, ASKED))
        thread.start()
        thread.join()

    metered(told, ask)
    assert len(told.wait()) == 1


def test_what_failed_is_counted_too(make_client: MakeClient) -> None:
    told = Told()
    client = make_client(base_url="http://127.0.0.1:1/v1", retries=0)

    def ask() -> None:
        with pytest.raises(LLMFailed):
            client.complete(ASKED)

    metered(told, ask)
    assert [one.outcome == "ok" for one in told.wait()] == [False]


def test_where_nobody_counts_nothing_is_kept(llm_client: Client) -> None:
    assert llm_client.complete(ASKED).usage
