"""Addresses of endpoints: which are refused and with which words, Azure's, those of this machine."""

import pytest

from app.llm.connection import open_llm
from app.llm.endpoint import Endpoint, split_azure
from app.settings import Settings
from ingest.errors import LLMUnusable


@pytest.mark.parametrize(
    ("url", "waits"),
    [
        ("http://127.0.0.1:1/v1", (120.0, 30.0, 300.0)),
        ("http://localhost:1/v1", (120.0, 30.0, 300.0)),
        ("http://[::1]:1/v1", (120.0, 30.0, 300.0)),
        ("http://127.0.0.2:1/v1", (120.0, 30.0, 300.0)),
    ],
)
def test_a_model_on_this_machine_is_waited_for_like_one_in_this_process(
    url: str, waits: tuple[float, float, float]
) -> None:
    found = open_llm(Settings(_env_file=None, llm_retries=0, llm_base_url=url, llm_model="m"))
    assert found is not None
    found.client.close()
    deadlines = found.client.endpoint.deadlines
    assert (deadlines.first_token_s, deadlines.between_tokens_s, deadlines.overall_s) == waits


def test_another_machines_model_is_not_waited_for_longer() -> None:
    assert not Endpoint("http://192.0.2.1/v1", "m", "k").is_loopback
    assert not Endpoint("https://localhost.example/v1", "m", "k").is_loopback


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(LLMUnusable, match="COACH_LLM_BASE_URL must begin with http"):
        open_llm(Settings(_env_file=None, llm_base_url="localhost:11434"))


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:abc/v1",
        "http://[::1/v1",
        "http://localhost:99999/v1",
        "http://localhost:-1/v1",
        "http:///v1",
        "http://:80/v1",
        "http://a..b/v1",
        f"http://{'a' * 70}/v1",
        "http://local host/v1",
        "http://local\thost/v1",
        "http://\u2603.com/v1",
    ],
)
@pytest.mark.parametrize("version", ["", "2024-10-21"])
def test_an_address_that_nobody_can_be_asked_at_is_refused_with_the_setting_and_the_way_out(
    url: str, version: str
) -> None:
    with pytest.raises(LLMUnusable, match=r"COACH_LLM_BASE_URL is no address.* such as http://localhost:11434/v1"):
        open_llm(Settings(_env_file=None, llm_base_url=url, llm_model="m", llm_api_version=version))


def test_a_password_in_an_address_that_is_none_is_not_told() -> None:
    with pytest.raises(LLMUnusable) as caught:
        open_llm(Settings(_env_file=None, llm_base_url="http://me:secret@localhost:abc/v1", llm_model="m"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "version", "wanted"),
    [
        ("https://x.openai.azure.com/", "2024-10-21", ("https://x.openai.azure.com/openai", "2024-10-21", True)),
        (
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
            "",
            ("https://x.openai.azure.com/openai/deployments/d", "2024-10-21", True),
        ),
        ("https://x.openai.azure.com/openai/v1/", "", ("https://x.openai.azure.com/openai/v1", "", False)),
        ("http://localhost:11434/v1", "", ("http://localhost:11434/v1", "", False)),
    ],
)
def test_azures_addresses_are_read_as_its_portal_shows_them(
    url: str, version: str, wanted: tuple[str, str, bool]
) -> None:
    assert split_azure(url, version) == wanted
