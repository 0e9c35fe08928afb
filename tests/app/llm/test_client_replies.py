"""Replies of other shapes than asked for: with thoughts, in parts, without end, compressed, with odd counts."""

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from llm_requests import REQUEST, failure
from scripted import MakeClient, Play, Scripted

from app.llm.client import Client
from app.llm.endpoint import Deadlines, Prices
from app.llm.request import Anew, Request, messages

# Nine megabytes took longer than a token may on a busy machine.
PATIENT = Deadlines(connect_s=10, first_token_s=60, between_tokens_s=60, overall_s=120)


def test_thoughts_are_not_part_of_the_reply(client: Client, server: Scripted) -> None:
    server.play(Play("<think> the answer is </think> forty two"))
    assert client.complete(REQUEST).text == "forty two"


def test_a_context_smaller_than_the_prompt_is_noticed(client: Client, server: Scripted) -> None:
    server.play(Play(usage={"prompt_tokens": 500, "completion_tokens": 1}))
    client.complete(Request("tutor", "", messages("x", "word " * 3000), 10))
    assert "its context looks smaller than the prompt" in client.context_note


@pytest.mark.slow
def test_a_reply_without_end_is_not_read_on(client: Client, server: Scripted) -> None:
    server.default = Play("word " * 20_000)
    error = failure(client)
    assert "the reply did not end: more than" in str(error)
    assert len(server.received) == 1
    assert error.usage[0].output_tokens < 10_000


def test_a_frame_without_end_is_not_read_on(make_client: MakeClient, server: Scripted) -> None:
    server.default = Play(raw=b"data: " + b"a" * 9_000_000)
    assert "larger than 8 MB and was not read on" in str(failure(make_client(deadlines=PATIENT)))
    assert len(server.received) == 1


def test_an_error_of_many_megabytes_is_not_read_on(make_client: MakeClient, server: Scripted) -> None:
    server.default = Play(status=400, error=b'{"error": {"message": "' + b"a" * 9_000_000 + b'"}}')
    assert "larger than 8 MB and was not read on" in str(failure(make_client(deadlines=PATIENT)))


@pytest.mark.slow
def test_a_reply_that_is_compressed_unasked_is_not_unpacked(client: Client, server: Scripted) -> None:
    server.default = Play(raw=gzip.compress(b"data: " + b"a" * 50_000_000), headers={"Content-Encoding": "gzip"})
    assert "compressed, which was not asked for" in str(failure(client))
    assert server.received[0].headers["accept-encoding"] == "identity"


def test_a_reply_that_begins_with_thoughts_without_their_tag_is_the_reply_alone(
    client: Client, server: Scripted
) -> None:
    server.play(Play("Hm. What do they want? </think> Forty two."))
    assert client.complete(REQUEST).text == "Forty two."
    server.play(Play("Hm. What? </think> Forty two."))
    items = list(client.stream(REQUEST))
    assert Anew() in items
    assert client.dialect.hides_thoughts


def test_a_reply_of_a_given_shape_does_not_say_how_one_in_words_begins(client: Client, server: Scripted) -> None:
    """A model that thinks aloud in words alone would be told as it comes, and taken back."""
    server.play(Play("{}"), Play("Forty two."))
    client.complete(replace(REQUEST, response_format={"type": "json_object"}))
    assert client.dialect.hides_thoughts is None
    client.complete(REQUEST)
    assert client.dialect.hides_thoughts is False


def test_a_reply_in_parts_is_read_without_its_thoughts(client: Client, server: Scripted) -> None:
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Forty two."}]
    frames = [{"index": 0, "delta": {"content": parts}, "finish_reason": "stop"}]
    server.play(Play(raw=f"data: {json.dumps({'choices': frames})}\n\ndata: [DONE]\n\n".encode()))
    assert client.complete(REQUEST).text == "Forty two."


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": "many", "completion_tokens": "few"},
        {"prompt_tokens": -3, "completion_tokens": 7},
        {"prompt_tokens": 50.5, "completion_tokens": 7},
        {"prompt_tokens": None, "completion_tokens": 7},
        {"prompt_tokens": [50], "completion_tokens": {"a": 1}},
        {"prompt_tokens": 10**400, "completion_tokens": 7},
        {},
    ],
)
def test_a_token_count_that_is_none_costs_neither_the_reply_nor_the_record(
    usage: dict[str, Any], make_client: MakeClient, server: Scripted
) -> None:
    server.play(Play("one two three", usage=usage))
    reply = make_client(prices=Prices(1.0, 1.0)).complete(REQUEST)
    assert reply.text == "one two three"
    assert (reply.usage[0].output_tokens, reply.usage[0].counted) == (3, True)
    assert type(reply.usage[0].input_tokens) is int


@pytest.mark.parametrize("details", ["many", 5, {"cached_tokens": "all"}, {"cached_tokens": -1}, [1]])
def test_a_count_of_cached_tokens_that_is_none_is_zero(details: Any, client: Client, server: Scripted) -> None:
    server.play(Play(usage={"prompt_tokens": 50, "completion_tokens": 7, "prompt_tokens_details": details}))
    usage = client.complete(REQUEST).usage[0]
    assert (usage.input_tokens, usage.cached_tokens, usage.counted) == (50, 0, False)


def test_a_lone_surrogate_is_left_out_of_a_reply_and_of_an_error(client: Client, server: Scripted) -> None:
    server.play(Play("for\ud800ty two"))
    assert client.complete(REQUEST).text == "forty two"
    server.play(Play(status=422, error={"error": {"message": "b\udfffad"}}))
    error = failure(client)
    assert "HTTP 422: bad" in str(error)
    assert "\udfff" not in error.usage[0].outcome
