"""The client against a real HTTP server that does every fault; what we send is asserted too."""

import gzip
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from sampled import slow
from scripted import QUICK, MakeClient, Play, Scripted, refused_port, scripted

from app.llm.breaker import Breaker
from app.llm.client import Client
from app.llm.endpoint import Deadlines, Prices
from app.llm.request import Anew, Request, messages
from ingest.errors import LLMFailed

REQUEST = Request("grader", "grader-1", messages("system words", "user words"), 100)


def failure(client: Client, request: Request = REQUEST) -> LLMFailed:
    with pytest.raises(LLMFailed) as caught:
        client.complete(request)
    return caught.value


def test_a_request_is_portable_and_the_stable_text_stands_first(client: Client, server: Scripted) -> None:
    reply = client.complete(REQUEST)
    assert reply.text == "yes"
    sent = server.received[0]
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == "Bearer secret-key"
    assert sent.body == {
        "model": "scripted",
        "messages": [{"role": "system", "content": "system words"}, {"role": "user", "content": "user words"}],
        "stream": True,
        "max_tokens": 100,
        "temperature": 0,
        "stream_options": {"include_usage": True},
    }


def test_tokens_milliseconds_and_cost_are_recorded(make_client: MakeClient, server: Scripted) -> None:
    server.play(
        Play(usage={"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 800}})
    )
    usage = make_client(prices=Prices(2.0, 8.0)).complete(REQUEST).usage[0]
    assert (usage.role, usage.model, usage.prompt_version, usage.outcome) == ("grader", "scripted", "grader-1", "ok")
    assert (usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.counted) == (1000, 100, 800, False)
    assert usage.cost_usd == pytest.approx(0.0028)
    assert usage.first_token_ms is not None
    assert 0 < usage.first_token_ms <= usage.ms


def test_without_a_price_the_cost_is_unknown_not_nothing(client: Client) -> None:
    assert client.complete(REQUEST).usage[0].cost_usd is None


def test_tokens_that_the_endpoint_does_not_tell_are_counted(client: Client, server: Scripted) -> None:
    server.play(Play("one two three", usage=None))
    usage = client.complete(REQUEST).usage[0]
    assert usage.counted
    assert usage.output_tokens == 3
    assert usage.input_tokens > 0


def test_pieces_come_as_they_are_sent(client: Client, server: Scripted) -> None:
    server.play(Play("a b c", between_s=0.5))
    came = []
    for piece in client.stream(REQUEST):
        came.append((piece, time.monotonic()))
    assert [piece for piece, _ in came] == ["a", " b", " c"]
    # Each before the next is sent: on a busy machine one took 87 ms.
    assert all(at < following for (_, at), following in zip(came, server.sent_at[1:], strict=False))


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


def test_no_proxy_stands_between_us_and_our_own_machine(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{refused_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    assert make_client().complete(REQUEST).text == "yes"


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


def test_a_stopped_generation_closes_the_connection_before_the_first_token(client: Client, server: Scripted) -> None:
    server.play(Play("a b c", before_headers_s=5))
    generation = client.stream(REQUEST)
    time.sleep(0.2)
    generation.cancel()
    assert server.disconnected.wait(1)
    assert list(generation) == []


def test_a_stopped_generation_closes_the_connection_between_tokens(client: Client, server: Scripted) -> None:
    server.play(Play("a b c", between_s=5))
    generation = client.stream(REQUEST)
    assert next(iter(generation)) == "a"
    generation.cancel()
    assert server.disconnected.wait(1)


def test_spellings_that_are_refused_are_learnt_once(client: Client, server: Scripted) -> None:
    server.refused_fields = {
        "max_tokens": "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "temperature": "Unsupported value: 'temperature' does not support 0 with this model.",
        "stream_options": "unknown field stream_options",
    }
    assert client.complete(REQUEST).text == "yes"
    count = len(server.received)
    assert client.complete(REQUEST).text == "yes"
    assert len(server.received) == count + 1
    assert set(server.received[-1].body) == {"model", "messages", "stream", "max_completion_tokens"}


def test_openai_gets_the_new_spellings_from_the_start(make_client: MakeClient) -> None:
    dialect = make_client(base_url="https://api.openai.com/v1").dialect
    assert (dialect.tokens_field, dialect.takes_temperature) == ("max_completion_tokens", False)


def test_azure_gets_its_path_version_and_header(make_client: MakeClient, server: Scripted) -> None:
    base = server.url.removesuffix("/v1") + "/openai"
    client = make_client(base_url=base, model="my-deployment", is_azure=True, api_version="2024-10-21")
    assert client.complete(REQUEST).text == "yes"
    sent = server.received[0]
    assert sent.path == "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21"
    assert sent.headers["api-key"] == "secret-key"
    assert "authorization" not in sent.headers


def test_thoughts_are_not_part_of_the_reply(client: Client, server: Scripted) -> None:
    server.play(Play("<think> the answer is </think> forty two"))
    assert client.complete(REQUEST).text == "forty two"


def test_a_context_smaller_than_the_prompt_is_noticed(client: Client, server: Scripted) -> None:
    server.play(Play(usage={"prompt_tokens": 500, "completion_tokens": 1}))
    client.complete(Request("tutor", "", messages("x", "word " * 3000), 10))
    assert "its context looks smaller than the prompt" in client.context_note


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


def test_own_overhead_to_the_first_token_is_small(client: Client, server: Scripted) -> None:
    client.complete(REQUEST)
    server.sent_at.clear()
    overheads = []
    for _ in range(20):
        began = time.monotonic()
        for _piece in client.stream(REQUEST):
            overheads.append(time.monotonic() - began)
            break
    # The best of twenty: the machine has other work, our own share of the delay has not.
    assert min(overheads) < 0.02


def test_deadlines_are_the_defaults_of_the_settings() -> None:
    assert Deadlines() == Deadlines(5.0, 30.0, 15.0, 90.0)


@pytest.mark.slow
def test_a_reply_without_end_is_not_read_on(client: Client, server: Scripted) -> None:
    server.default = Play("word " * 20_000)
    error = failure(client)
    assert "the reply did not end: more than" in str(error)
    assert len(server.received) == 1
    assert error.usage[0].output_tokens < 10_000


def test_a_frame_without_end_is_not_read_on(client: Client, server: Scripted) -> None:
    server.default = Play(raw=b"data: " + b"a" * 9_000_000)
    assert "larger than 8 MB and was not read on" in str(failure(client))
    assert len(server.received) == 1


def test_an_error_of_many_megabytes_is_not_read_on(client: Client, server: Scripted) -> None:
    server.default = Play(status=400, error=b'{"error": {"message": "' + b"a" * 9_000_000 + b'"}}')
    assert "larger than 8 MB and was not read on" in str(failure(client))


@pytest.mark.slow
def test_a_reply_that_is_compressed_unasked_is_not_unpacked(client: Client, server: Scripted) -> None:
    server.default = Play(raw=gzip.compress(b"data: " + b"a" * 50_000_000), headers={"Content-Encoding": "gzip"})
    assert "compressed, which was not asked for" in str(failure(client))
    assert server.received[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("first", ["max_tokens", "max_completion_tokens"])
def test_a_refusal_that_names_both_fields_for_tokens_is_not_answered_in_turn(
    first: str, client: Client, server: Scripted
) -> None:
    client.dialect.tokens_field = first
    words = "max_tokens and max_completion_tokens cannot be used with this deployment"
    server.default = Play(status=400, error={"error": {"message": words}})
    for _ in range(3):
        failure(client)
    assert len(server.received) == 4, "one more than three, to try the other spelling once"


def test_a_refusal_of_what_another_request_has_learnt_meanwhile_is_tried_again(
    client: Client, server: Scripted
) -> None:
    server.refused_fields = {"max_tokens": "'max_tokens' is not supported. Use 'max_completion_tokens' instead."}
    server.refusing_takes_s = 0.3
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: client.complete(REQUEST).text, range(4)))
    assert replies == ["yes"] * 4
    assert client.dialect.tokens_field == "max_completion_tokens"


@pytest.mark.parametrize("kind", [301, 302, 307, 308])
def test_a_redirect_takes_the_candidates_words_to_no_other_host(kind: int, client: Client, server: Scripted) -> None:
    with scripted() as other:
        server.default = Play(status=kind, headers={"Location": f"{other.url}/chat/completions"})
        words = str(failure(client))
        assert other.received == []
    assert "redirects to another address, at 127.0.0.1, and nothing was sent there" in words
    assert len(server.received) == 1


def test_a_redirect_on_the_same_host_is_followed(client: Client, server: Scripted) -> None:
    server.play(Play(status=307, headers={"Location": f"{server.url}/other/chat/completions"}))
    assert client.complete(REQUEST).text == "yes"
    assert [one.path for one in server.received] == ["/v1/chat/completions", "/v1/other/chat/completions"]


def test_a_reply_that_begins_with_thoughts_without_their_tag_is_the_reply_alone(
    client: Client, server: Scripted
) -> None:
    server.play(Play("Hm. What do they want? </think> Forty two."))
    assert client.complete(REQUEST).text == "Forty two."
    server.play(Play("Hm. What? </think> Forty two."))
    items = list(client.stream(REQUEST))
    assert Anew() in items
    assert client.dialect.hides_thoughts


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


def test_the_deadline_of_a_whole_task_bounds_each_of_its_requests(client: Client, server: Scripted) -> None:
    server.default = Play("a b c d", between_s=0.3)
    began = time.monotonic()
    with pytest.raises(LLMFailed, match="took longer than"):
        client.complete(REQUEST, by=began + 0.4)
    assert time.monotonic() - began < 1.5
