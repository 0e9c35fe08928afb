"""Settings -> a client: what is asked at the start, and what a wrong setting is answered with."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from scripted import Play, Scripted, refused_port

from app.llm.breaker import FAILURES
from app.llm.connection import Opened, open_llm
from app.llm.request import Request, messages
from app.settings import Settings
from ingest.errors import LLMFailed, LLMUnusable


def opened(**changes: Any) -> Opened:
    found = open_llm(Settings(_env_file=None, llm_retries=0, llm_first_token_s=1.5, **changes))
    assert found is not None
    found.client.close()
    return found


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "COACH_LLM_API_KEY", "COACH_LLM_BASE_URL", "COACH_LLM_MODEL", "COACH_LLM_GGUF"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_set_is_no_model() -> None:
    assert open_llm(Settings(_env_file=None)) is None


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "COACH_LLM_API_KEY"])
def test_the_key_is_read_from_either_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "sk-1")
    settings = Settings(_env_file=None)
    assert settings.has_llm
    assert settings.llm_api_key.get_secret_value() == "sk-1"
    assert "sk-1" not in repr(settings)


def test_the_start_lists_models_and_asks_for_one_word(server: Scripted) -> None:
    found = opened(llm_base_url=server.url, llm_model="scripted", llm_api_key="k")
    assert found.notice == ""
    assert [one.path for one in server.received] == ["/v1/models", "/v1/chat/completions"]


def test_the_only_model_that_is_offered_is_taken_with_its_context(server: Scripted) -> None:
    server.models = [{"id": "qwen", "object": "model", "meta": {"n_ctx": 4096}}]
    found = opened(llm_base_url=server.url)
    assert (found.client.endpoint.model, found.client.endpoint.context_tokens) == ("qwen", 4096)


def test_several_models_have_to_be_chosen_from(server: Scripted) -> None:
    server.models = [{"id": "b", "object": "model"}, {"id": "a", "object": "model"}]
    assert "COACH_LLM_MODEL is not set and" in opened(llm_base_url=server.url).notice
    assert "offers a, b" in opened(llm_base_url=server.url).notice


def test_an_endpoint_without_a_list_is_asked_all_the_same(server: Scripted) -> None:
    server.models = 404
    assert opened(llm_base_url=server.url, llm_model="deployment").notice == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("models", "play", "words"),
    [
        (401, Play(), "refuses the key (HTTP 401); set COACH_LLM_API_KEY"),
        (404, Play(status=401), "refuses the key (HTTP 401); set COACH_LLM_API_KEY"),
        ([], Play(status=404, error={"error": {"message": "no such model"}}), "has no model 'm'"),
        ([], Play(status=500), "failed with HTTP 500"),
        ([], Play(before_first_s=4), "no first token came in time"),
    ],
)
def test_what_is_wrong_is_one_sentence_at_the_start(models: Any, play: Play, words: str, server: Scripted) -> None:
    server.models, server.default = models, play
    notice = opened(llm_base_url=server.url, llm_model="m", llm_api_key="k").notice
    assert words in notice
    assert "\n" not in notice


@pytest.mark.parametrize(
    "play", [Play("a b", finish="length"), Play("", refusal="no"), Play("a", finish="content_filter")]
)
def test_an_odd_first_word_still_says_that_key_and_model_are_right(play: Play, server: Scripted) -> None:
    server.default = play
    assert opened(llm_base_url=server.url, llm_model="scripted").notice == ""


def test_nobody_there_is_a_notice_and_not_the_end() -> None:
    assert (
        "the connection was refused"
        in opened(llm_base_url=f"http://127.0.0.1:{refused_port()}/v1", llm_model="m").notice
    )


def test_a_model_that_was_not_named_is_taken_when_the_endpoint_comes_up_after_the_coach(server: Scripted) -> None:
    server.models = []
    found = open_llm(Settings(_env_file=None, llm_retries=0, llm_base_url=server.url))
    assert found is not None
    assert "offers nothing" in found.notice
    assert "offers nothing" in asked(found, server, Play("yes"))
    assert {one.path for one in server.received} == {"/v1/models"}
    server.models = [{"id": "qwen", "object": "model", "meta": {"n_ctx": 4096}}]
    assert asked(found, server, Play("yes")) == ""
    assert (found.client.endpoint.model, found.client.endpoint.context_tokens) == ("qwen", 4096)
    assert server.received[-1].body["model"] == "qwen"
    listed = sum(one.path == "/v1/models" for one in server.received)
    assert asked(found, server, Play("yes")) == ""
    assert sum(one.path == "/v1/models" for one in server.received) == listed
    found.client.close()


@pytest.mark.parametrize("models", [503, 500])
def test_the_context_of_a_named_model_is_read_when_the_endpoint_comes_up_after_the_coach(
    models: int, server: Scripted
) -> None:
    server.models, server.default = models, Play(status=503)
    found = open_llm(Settings(_env_file=None, llm_retries=0, llm_base_url=server.url, llm_model="qwen"))
    assert found is not None
    assert asked(found, server, Play(status=503)) != ""
    server.models = [{"id": "qwen", "object": "model", "meta": {"n_ctx": 4096}}]
    assert asked(found, server, Play("yes")) == ""
    assert found.client.endpoint.context_tokens == 4096
    listed = sum(one.path == "/v1/models" for one in server.received)
    assert asked(found, server, Play("yes")) == ""
    assert sum(one.path == "/v1/models" for one in server.received) == listed
    found.client.close()


def test_the_context_of_a_named_model_is_read_where_nobody_listened_at_the_start(server: Scripted) -> None:
    found = open_llm(
        Settings(_env_file=None, llm_retries=0, llm_base_url=f"http://127.0.0.1:{refused_port()}/v1", llm_model="qwen")
    )
    assert found is not None
    assert "the connection was refused" in asked(found, server, Play("yes"))
    assert found.client.settle is not None
    found.client.close()


def test_a_named_model_is_asked_though_its_list_is_refused(server: Scripted) -> None:
    server.models = 403
    found = open_llm(Settings(_env_file=None, llm_retries=0, llm_base_url=server.url, llm_model="m"))
    assert found is not None
    assert "refuses the key" in found.notice
    assert asked(found, server, Play("yes")) == ""
    found.client.close()


def test_a_key_in_the_words_of_an_address_is_not_a_wrong_key(server: Scripted) -> None:
    server.models = 404
    assert opened(llm_base_url=f"{server.url}/turnkey", llm_model="m").notice == ""


def asked(found: Opened, server: Scripted, play: Play) -> str:
    """The notice after one more request that was answered so."""
    server.default = play
    with suppress(LLMFailed):
        found.client.complete(Request("grader", "", messages("a", "b"), 16))
    return found.notice


@pytest.fixture
def failing(server: Scripted) -> Iterator[Opened]:
    """A model whose endpoint failed at the start."""
    server.models, server.default = [], Play(status=500)
    found = open_llm(Settings(_env_file=None, llm_retries=0, llm_base_url=server.url, llm_model="m"))
    assert found is not None
    assert "failed with HTTP 500" in found.notice
    yield found
    found.client.close()


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (Play("yes"), ""),
        (Play("a b", finish="length"), ""),
        (Play("", refusal="no"), ""),
        (Play(status=503), "failed with HTTP 503"),
        (Play("a b c", cut_after=1), "the connection broke"),
        (Play(status=400, error={"error": {"message": "model is required"}}), "model is required"),
    ],
)
def test_the_notice_is_of_the_last_request(play: Play, words: str, failing: Opened, server: Scripted) -> None:
    notice = asked(failing, server, play)
    assert words in notice
    assert bool(notice) == bool(words)


def test_one_request_that_is_refused_as_it_was_is_no_trouble(failing: Opened, server: Scripted) -> None:
    assert asked(failing, server, Play("yes")) == ""
    assert asked(failing, server, Play(status=400)) == ""
    assert "refuses the key" in asked(failing, server, Play(status=403))


def test_an_open_breaker_keeps_the_notice_with_why_it_opened(failing: Opened, server: Scripted) -> None:
    for _ in range(FAILURES):
        asked(failing, server, Play(status=503))
    received = len(server.received)
    assert "failed with HTTP 503" in asked(failing, server, Play("yes"))
    assert len(server.received) == received


def test_a_request_that_takes_too_long_is_trouble(server: Scripted) -> None:
    settings = Settings(_env_file=None, llm_retries=0, llm_base_url=server.url, llm_model="m", llm_overall_s=0.5)
    found = open_llm(settings)
    assert found is not None
    assert "took longer than 0.5 s" in asked(found, server, Play(before_first_s=1.0))
    found.client.close()


def test_waits_that_are_set_hold_on_this_machine_too(server: Scripted) -> None:
    deadlines = opened(llm_base_url=server.url, llm_model="m", llm_overall_s=7.0).client.endpoint.deadlines
    assert (deadlines.first_token_s, deadlines.between_tokens_s, deadlines.overall_s) == (1.5, 30.0, 7.0)


def test_a_list_of_models_that_tells_nonsense_of_a_context_leaves_the_default(server: Scripted) -> None:
    server.models = [{"id": "m\ud800", "object": "model", "meta": [1], "n_ctx": -5}]
    found = opened(llm_base_url=server.url)
    assert (found.client.endpoint.model, found.client.endpoint.context_tokens) == ("m", 8192)


def test_a_model_file_that_is_missing_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LLMUnusable, match=r"there is no model file at .*x.gguf; set COACH_LLM_GGUF"):
        open_llm(Settings(_env_file=None, llm_gguf=tmp_path / "x.gguf"))


def test_azure_works_from_the_settings_alone(server: Scripted) -> None:
    base = server.url.removesuffix("/v1")
    server.models = 404
    found = opened(llm_base_url=base, llm_model="dep", llm_api_key="azure-key", llm_api_version="2024-10-21")
    assert found.notice == ""
    sent = server.received[-1]
    assert sent.path == "/openai/deployments/dep/chat/completions?api-version=2024-10-21"
    assert sent.headers["api-key"] == "azure-key"
