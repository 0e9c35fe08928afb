"""What counts against an endpoint, and what is a mistake of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from scripted import MakeClient, Play, Scripted

from app.llm.client import Client
from app.llm.endpoint import Endpoint
from app.llm.faults import fault_of
from app.llm.request import Request, messages
from ingest.errors import LLMFailed

ENDPOINT = Endpoint("http://127.0.0.1:1/v1", "m", "k")
REQUEST = Request("grader", "v", messages("a", "b"), 10)


@pytest.mark.parametrize("error", [AttributeError("ours"), TypeError("ours"), ValueError("ours")])
def test_a_mistake_of_our_own_is_no_fault_of_the_endpoint(error: Exception) -> None:
    with pytest.raises(type(error), match="ours"):
        fault_of(error, ENDPOINT)


def test_a_mistake_of_our_own_comes_out_as_it_is_and_leaves_the_breaker_closed(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> dict[str, Any]:
        raise AttributeError("ours")

    client = make_client(retries=0)
    with monkeypatch.context() as patched:
        patched.setattr("app.llm.client.spelt", broken)
        for _ in range(5):
            with pytest.raises(AttributeError, match="ours"):
                client.complete(REQUEST)
    assert client.trouble == ""
    assert client.complete(REQUEST).text == "yes"


@pytest.mark.parametrize(
    "chunk",
    [
        '{"choices": 5}',
        '{"choices": [7]}',
        '{"choices": [{"delta": null}]}',
        "5",
        "[1]",
    ],
)
def test_chunks_of_any_other_shape_are_a_malformed_reply(chunk: str, client: Client, server: Scripted) -> None:
    server.default = Play(raw=f"data: {chunk}\n\ndata: [DONE]\n\n".encode())
    with pytest.raises(LLMFailed, match="the endpoint's reply is malformed"):
        client.complete(REQUEST)


@pytest.mark.parametrize("models", [["a"], [5], None, "abc", {"a": 1}])
def test_a_list_of_models_of_any_other_shape_is_malformed(models: Any, client: Client, server: Scripted) -> None:
    server.models = models
    with pytest.raises(LLMFailed, match="the endpoint's reply is malformed"):
        client.models()


@pytest.fixture
def asked(client: Client, server: Scripted) -> Callable[[int], str]:
    """The context note after a request of which the endpoint read so many tokens."""

    def ask(read: int) -> str:
        server.play(Play(usage={"prompt_tokens": read, "completion_tokens": 1}))
        client.complete(Request("tutor", "", messages("x", "word " * 3000), 10))
        return client.context_note

    return ask


def test_the_note_on_a_small_context_goes_when_a_prompt_is_read_whole(asked: Callable[[int], str]) -> None:
    assert "its context looks smaller than the prompt" in asked(500)
    assert asked(3010) == ""
