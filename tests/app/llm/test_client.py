"""The client against a real HTTP server that does every fault; what we send is asserted too."""

import socket
import time
from contextlib import ExitStack
from dataclasses import replace

import pytest
from scripted import QUICK, MakeClient, Play, Scripted, refused_port

from app.llm.breaker import Breaker
from app.llm.client import Client
from app.llm.endpoint import Deadlines, Prices
from app.llm.request import Request, messages
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
    "stalled": (Play("a b c", between_s=3), "the reply stalled in time", 1),
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
    "no stream": (Play(raw=b"<html>login</html>"), "the connection broke in the middle of the reply", 3),
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


@pytest.mark.parametrize("name", FAULTS)
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


def test_nobody_listens(make_client: MakeClient) -> None:
    error = failure(make_client(base_url=f"http://127.0.0.1:{refused_port()}/v1"))
    assert "the connection was refused" in str(error)


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
