"""The client against a real HTTP server: what it sends, counts, streams and stops, and the spellings it learns."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from llm_requests import REQUEST, failure
from scripted import MakeClient, Play, Scripted, refused_port, scripted

from app.llm.client import Client
from app.llm.endpoint import Deadlines, Prices


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
    server.play(Play("x y z", between_s=0.5))
    came = []
    for piece in client.stream(REQUEST):
        came.append((piece, time.monotonic()))
    assert [piece for piece, _ in came] == ["x", " y", " z"]
    # Each before the next is sent: on a busy machine one took 87 ms.
    assert all(at < following for (_, at), following in zip(came, server.sent_at[1:], strict=False))


def test_no_proxy_stands_between_us_and_our_own_machine(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{refused_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    assert make_client().complete(REQUEST).text == "yes"


def test_a_stopped_generation_closes_the_connection_before_the_first_token(client: Client, server: Scripted) -> None:
    server.play(Play("a b c", before_headers_s=5))
    generation = client.stream(REQUEST)
    time.sleep(0.2)
    generation.cancel()
    assert server.disconnected.wait(1)
    assert list(generation) == []


def test_a_stopped_generation_closes_the_connection_between_tokens(client: Client, server: Scripted) -> None:
    server.play(Play("x y z", between_s=5))
    generation = client.stream(REQUEST)
    assert next(iter(generation)) == "x"
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
