"""Every fault of an endpoint is one sentence; what passes is tried again, as often and long as deadlines allow."""

import gc
import socket
import time
from contextlib import ExitStack
from dataclasses import replace
from inspect import isasyncgen

import pytest
from llm_requests import REQUEST, failure
from sampled import slow
from scripted import QUICK, MakeClient, Play, Scripted, refused_port

from app.llm.breaker import Breaker
from app.llm.client import Client
from ingest.errors import LLMFailed

FAULTS = {
    "slow headers": (Play(before_headers_s=4), "no first token came in time", 1),
    "slow first token": (Play(before_first_s=4), "no first token came in time", 1),
    "stalled": (Play("a b c", between_s=3), "no next token came in time", 1),
    "server error": (Play(status=500), "the endpoint failed with HTTP 500", 3),
    "bad gateway in HTML": (
        Play(status=502, error=b"<html>Bad gateway</html>"),
        "the endpoint failed with HTTP 502",
        3,
    ),
    "rate limit": (Play(status=429, headers={"Retry-After": "0"}), "the endpoint is rate-limited", 3),
    "wrong key": (Play(status=401), "refuses the key (HTTP 401); set COACH_LLM_API_KEY", 1),
    "forbidden": (Play(status=403), "refuses the key (HTTP 403)", 1),
    "wrong model": (
        Play(status=404, error={"error": {"message": "The model `scripted` does not exist"}}),
        "has no model 'scripted'",
        1,
    ),
    "wrong model, Ollama": (
        Play(status=404, error={"error": {"message": 'model "scripted" not found, try pulling it first'}}),
        "try pulling it first",
        1,
    ),
    "no JSON": (Play(raw=b"data: {not json\n\n"), "the endpoint's reply is malformed", 1),
    "login page": (Play(raw=b"<!doctype html><html>login</html>"), "answers with a web page, such as one to log in", 1),
    "login page, 404": (Play(status=404, error=b"<html>no such page</html>"), "answers with a web page", 1),
    "not streamed": (
        Play(raw=b'{"choices": [{"index": 0, "message": {"content": "yes"}, "finish_reason": "stop"}]}'),
        "the endpoint sent its reply whole, though it was asked to stream it",
        1,
    ),
    "not streamed and long": (
        Play(raw=b'{"choices": [{"index": 0, "message": {"content": "' + b"yes " * 2000 + b'"}}]}'),
        "the endpoint sent its reply whole",
        1,
    ),
    "error with 200": (
        Play(raw=b'{"error": {"message": "the model is overloaded", "code": 529}}'),
        "the endpoint reported an error in its reply: the model is overloaded 529",
        1,
    ),
    "error in the stream, in words": (
        Play(raw=b'data: {"error": "overloaded"}\n\n'),
        "the endpoint reported an error in its reply: overloaded",
        1,
    ),
    "nothing": (Play(raw=b""), "the endpoint closed the connection without a reply", 3),
    "other words": (Play(raw=b"hello"), "the endpoint's reply is malformed", 1),
    "no credit": (
        Play(status=429, error={"error": {"message": "You exceeded it", "code": "insufficient_quota"}}),
        "has no credit left (HTTP 429: You exceeded it insufficient_quota)",
        1,
    ),
    "payment": (Play(status=402), "has no credit left (HTTP 402", 1),
    "country": (
        Play(
            status=403,
            error={"error": {"message": "Country, region, or territory not supported", "code": "unsupported_country"}},
        ),
        "does not serve the country that the request comes from (HTTP 403)",
        1,
    ),
    "tool calls": (Play("", finish="tool_calls"), "the model called a tool, which it was not offered", 1),
    "broken off": (Play("a", finish="error"), "the endpoint broke the reply off with an error", 1),
    "odd chunks": (Play(raw=b'data: {"choices": 5}\n\ndata: [DONE]\n\n'), "the endpoint's reply is malformed", 1),
    "error in the stream": (
        Play(raw=b'data: {"error": {"message": "CUDA out of memory"}}\n\n'),
        "the endpoint reported an error in its reply: CUDA out of memory",
        1,
    ),
    "disconnect in the middle": (Play("a b c d", cut_after=2), "the connection broke in the middle of the reply", 1),
    "disconnect before the first": (Play("a b c d", cut_after=0), "the connection broke in the middle of the reply", 3),
    "no end": (Play("a b", finish=None), "the connection broke in the middle of the reply", 1),
    "cut off": (Play("a b", finish="length"), "the reply was cut off at the token limit", 1),
    "refusal": (Play("", refusal="I cannot do that"), "the model refused to answer", 1),
    "content filter": (Play("a", finish="content_filter"), "the endpoint's content filter stopped the reply", 1),
    "content filter, Azure": (
        Play(status=400, error={"error": {"message": "filtered", "code": "content_filter"}}),
        "the endpoint's content filter stopped the request",
        1,
    ),
    "empty": (Play(" "), "the reply was empty", 1),
    "context": (
        Play(
            status=400,
            error={"error": {"message": "exceeds the available context size", "type": "exceed_context_size_error"}},
        ),
        "the prompt is longer than the model's context",
        1,
    ),
    "something else": (
        Play(status=422, error={"detail": "bad"}),
        "the endpoint refused the request (HTTP 422: {'detail': 'bad'})",
        1,
    ),
}


# They take a second each, of waiting for the endpoint or before it is asked again.
WAITING = {
    "server error",
    "slow headers",
    "slow first token",
    "bad gateway in HTML",
    "nothing",
    "disconnect before the first",
}


@pytest.mark.parametrize("name", [slow(name) if name in WAITING else name for name in FAULTS])
def test_a_fault_is_one_sentence_and_is_tried_again_only_where_that_can_help(
    name: str, make_client: MakeClient, server: Scripted
) -> None:
    play, words, attempts = FAULTS[name]
    server.default = play
    began = time.monotonic()
    error = failure(make_client())
    assert words in str(error)
    assert len(server.received) == attempts
    assert len(error.usage) == attempts
    assert all(usage.outcome != "ok" for usage in error.usage)
    assert time.monotonic() - began < QUICK.overall_s


@pytest.mark.slow
def test_nobody_listens(make_client: MakeClient) -> None:
    error = failure(make_client(base_url=f"http://127.0.0.1:{refused_port()}/v1"))
    assert "the connection was refused" in str(error)


@pytest.mark.slow
def test_a_host_that_does_not_take_the_connection_is_given_up(make_client: MakeClient) -> None:
    with socket.socket() as deaf, ExitStack() as queue:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(3):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        began = time.monotonic()
        error = failure(make_client(base_url=f"http://127.0.0.1:{deaf.getsockname()[1]}/v1", retries=0))
    assert "does not accept a connection in time" in str(error)
    assert time.monotonic() - began < 2


def test_a_passing_fault_passes(client: Client, server: Scripted) -> None:
    server.play(Play(status=503), Play(status=500))
    reply = client.complete(REQUEST)
    assert reply.text == "yes"
    assert [usage.outcome for usage in reply.usage] == [
        "the endpoint failed with HTTP 503",
        "the endpoint failed with HTTP 500",
        "ok",
    ]


def test_retry_after_is_honoured(client: Client, server: Scripted) -> None:
    server.play(Play(status=429, headers={"Retry-After": "0.5"}))
    began = time.monotonic()
    client.complete(REQUEST)
    assert 0.5 <= time.monotonic() - began < 2


def test_a_retry_after_beyond_patience_fails_at_once(client: Client, server: Scripted) -> None:
    server.play(Play(status=429, headers={"Retry-After": "60"}))
    began = time.monotonic()
    assert "asks to wait 60 s" in str(failure(client))
    assert time.monotonic() - began < 5


@pytest.mark.slow
def test_the_whole_request_has_a_deadline(make_client: MakeClient, server: Scripted) -> None:
    server.default = Play("a b c d e f g h i j", between_s=0.2)
    error = failure(make_client(deadlines=replace(QUICK, overall_s=0.7)))
    assert "took longer than 0.7 s" in str(error)


def test_the_breaker_leaves_a_dead_endpoint_alone_and_tries_it_again(make_client: MakeClient, server: Scripted) -> None:
    now = 0.0
    client = make_client(retries=0)
    client.breaker = Breaker(lambda: now, failures=2, rest_s=10)
    server.default = Play(status=500)
    failure(client)
    failure(client)
    assert "failed 2 times in a row and is tried again in 10 s" in str(failure(client))
    assert len(server.received) == 2
    now = 11.0
    server.default = Play()
    assert [client.complete(REQUEST).text for _ in range(2)] == ["yes", "yes"]


def test_a_refusal_does_not_open_the_breaker(make_client: MakeClient, server: Scripted) -> None:
    client = make_client()
    client.breaker = Breaker(time.monotonic, failures=1)
    server.play(Play("", refusal="no"))
    failure(client)
    assert client.complete(REQUEST).text == "yes"


def test_the_deadline_of_a_whole_task_bounds_each_of_its_requests(client: Client, server: Scripted) -> None:
    server.default = Play("a b c d", between_s=0.3)
    began = time.monotonic()
    with pytest.raises(LLMFailed, match="took longer than"):
        client.complete(REQUEST, by=began + 0.4)
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("raw", [b"data: {not json\n\n", b'data: {"choices": "\xff\xfe"}\n\n'])
def test_a_reply_that_fails_leaves_no_generator_to_the_collector(
    raw: bytes, make_client: MakeClient, server: Scripted
) -> None:
    """The collector of another thread ended them while the client's own thread did: "already executing"."""
    server.default = Play(raw=raw)
    gc.collect()
    gc.disable()
    try:
        error = failure(make_client(retries=0))
        assert "malformed" in str(error)
        by = time.monotonic() + 5
        while suspended() and time.monotonic() < by:
            time.sleep(0.02)
        assert not suspended()
    finally:
        gc.enable()


def suspended() -> list[str]:
    """The asynchronous generators of a reply that wait to be read on or closed."""
    made = [thing for thing in gc.get_objects() if isasyncgen(thing) and thing.ag_frame is not None]
    return [thing.__qualname__ for thing in made if "Stream" in thing.__qualname__ or "aiter" in thing.__qualname__]
