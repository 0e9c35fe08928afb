"""The other doors of a coach that several people share: the same callers, by the same function."""

from collections.abc import Iterator
from typing import Any

import httpx2
import openai
import own_loop
import pytest
from gateway_server import serving
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from shared_coach import SharedCoach, shared_coach

from app.accounts.quotas import Amount, Limits, Quota
from app.coach.coach import Coach
from app.gateways.mcp.http import http_application
from app.settings import Settings

INIT = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
ACCEPT = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def house(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedCoach]:
    made = shared_coach(coach, tmp_path_factory.mktemp("shared"), Limits(Amount(answers=4)))
    for name in ("anna", "bert", "gina", "hugo", "ines"):
        made.add(name)
    yield made
    made.store.close()


def key_of(house: SharedCoach, name: str) -> str:
    return house.coach.accounts.make_key(house.store.users.named(name).owner, "door")[1]


@pytest.fixture(scope="module")
def chat(house: SharedCoach) -> Iterator[str]:
    with serving(house.application) as address:
        yield f"{address}/v1"


@pytest.fixture(scope="module")
def tools(house: SharedCoach, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(_env_file=None, home=tmp_path_factory.mktemp("mcp"), accounts="on")
    with serving(http_application(house.application.state.loading, settings, "127.0.0.1")) as address:
        yield f"{address}/mcp"


def test_openais_clients_need_a_key_that_is_good(house: SharedCoach, chat: str) -> None:
    with (
        openai.OpenAI(base_url=chat, api_key="any", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError, match="nobody is signed in"),
    ):
        stranger.models.list()
    with openai.OpenAI(base_url=chat, api_key=key_of(house, "anna"), max_retries=0) as anna:
        assert list(anna.models.list())


def test_a_chat_does_not_go_on_with_somebody_elses_interview(house: SharedCoach, chat: str) -> None:
    asked: dict[str, Any] = {"model": "coach-screening", "metadata": {"questions": "1", "seed": "1", "chat_id": "c"}}
    begin = {"role": "user", "content": "Hello"}
    with openai.OpenAI(base_url=chat, api_key=key_of(house, "anna"), max_retries=0) as anna:
        told = anna.chat.completions.create(messages=[begin], **asked).choices[0].message.content
    talk = [begin, {"role": "assistant", "content": told}, {"role": "user", "content": "give me a hint"}]
    with openai.OpenAI(base_url=chat, api_key=key_of(house, "bert"), max_retries=0) as bert:
        with pytest.raises(openai.NotFoundError, match="there is no interview"):
            bert.chat.completions.create(messages=talk, **asked)
        # A chat of the same name is another one.
        own = bert.chat.completions.create(messages=[begin], **asked)
    owners = {name: house.store.users.named(name).owner for name in ("anna", "bert")}
    ids = {name: [one.id for one in house.store.of_owner(owner)] for name, owner in owners.items()}
    assert [len(one) for one in ids.values()] == [1, 1]
    assert ids["bert"][0] in own.id
    assert ids["anna"] != ids["bert"]


def with_key(url: str, key: str, talk: Any) -> Any:
    async def held() -> Any:
        headers = {"Authorization": f"Bearer {key}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            return await talk(client)

    return own_loop.run(held())


def test_tools_are_called_for_whoever_sends_the_key(house: SharedCoach, tools: str) -> None:
    async def start(client: Client) -> Any:
        told = await client.call_tool("start", {"stage": "screening", "questions": 1, "seed": 1})
        assert not told.is_error, told.content
        return told.structured_content

    interview = with_key(tools, key_of(house, "anna"), start)

    async def read(client: Client) -> Any:
        return [
            await client.call_tool(tool, {"interview_id": interview["id"]})
            for tool in ("interview", "scorecard", "end")
        ]

    for told in with_key(tools, key_of(house, "bert"), read):
        assert told.is_error
        assert "there is no interview" in told.content[0].text
    for told in with_key(tools, key_of(house, "anna"), read)[:1]:
        assert told.structured_content["id"] == interview["id"]
    anna = house.store.users.named("anna").owner
    assert interview["id"] in [one.id for one in house.store.of_owner(anna)]
    assert house.store.of_owner("local") == []


def test_nobody_is_let_in_without_a_key(tools: str) -> None:
    for headers in ({}, {"Authorization": "Bearer any"}, {"Cookie": "__Host-coach=x"}):
        response = httpx2.post(tools, json=INIT, headers={**ACCEPT, **headers})
        assert response.status_code == 401


def test_a_session_of_tools_is_for_who_has_opened_it(house: SharedCoach, tools: str) -> None:
    anna = {"Authorization": f"Bearer {key_of(house, 'anna')}", **ACCEPT}
    opened = httpx2.post(tools, json=INIT, headers=anna)
    session = {"Mcp-Session-Id": opened.headers["mcp-session-id"]}
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}
    bert = {"Authorization": f"Bearer {key_of(house, 'bert')}", **ACCEPT}
    assert httpx2.post(tools, json=call, headers=bert | session).status_code == 404
    assert httpx2.post(tools, json=call, headers=anna | session).status_code == 200
    house.coach.accounts.disable("bert")
    assert httpx2.post(tools, json=call, headers=bert | session).status_code == 401
    house.coach.accounts.enable("bert")


@pytest.mark.slow
def test_what_tools_answer_counts_for_the_quota(house: SharedCoach, tools: str) -> None:
    async def ask(client: Client) -> list[Any]:
        return [await client.call_tool("ask", {"question": "What is a KV cache?"}) for _ in range(5)]

    told = with_key(tools, key_of(house, "gina"), ask)
    assert [one.is_error for one in told] == [False] * 4 + [True]
    assert "answers, 4 a day" in told[-1].content[0].text


def used_up(house: SharedCoach, owner: str) -> None:
    while house.coach.spending.used(owner).answers < 4:
        house.coach.spending.ask(owner, {Quota.ANSWERS})


def test_a_message_of_a_chat_that_comes_again_is_counted_once_and_told_when_all_is_used_up(
    house: SharedCoach, chat: str
) -> None:
    owner = house.store.users.named("hugo").owner
    asked: dict[str, Any] = {"model": "coach-screening", "metadata": {"questions": "1", "seed": "1"}}
    talk: list[Any] = [{"role": "user", "content": "Hello"}]
    with openai.OpenAI(base_url=chat, api_key=key_of(house, "hugo"), max_retries=0) as hugo:

        def tell() -> str:
            return hugo.chat.completions.create(messages=talk, **asked).choices[0].message.content or ""

        talk.append({"role": "assistant", "content": tell()})
        assert house.coach.spending.used(owner).answers == 0
        talk.append({"role": "user", "content": "I would look at the weather and then at the price of bread."})
        told = tell()
        assert tell() == told
        assert house.coach.spending.used(owner) == Amount(requests=3, answers=1)
        used_up(house, owner)
        assert tell() == told
        talk[-1] = {"role": "user", "content": "I would ask a friend who knows a lot about it."}
        with pytest.raises(openai.RateLimitError, match="answers, 4 a day"):
            tell()


def test_an_answer_to_a_tool_that_comes_again_is_counted_once_and_told_when_all_is_used_up(
    house: SharedCoach, tools: str
) -> None:
    owner = house.store.users.named("ines").owner

    async def talk(client: Client) -> list[Any]:
        started = await client.call_tool("start", {"stage": "screening", "questions": 2, "seed": 1})
        identifier = (started.structured_content or {})["id"]
        given = {"interview_id": identifier, "turn": 1, "answer": "I would look at the price of bread."}
        told = [await client.call_tool("answer", given) for _ in range(2)]
        assert house.coach.spending.used(owner).answers == 1
        used_up(house, owner)
        return [*told, await client.call_tool("answer", given), await client.call_tool("answer", {**given, "turn": 2})]

    first, *again, new = with_key(tools, key_of(house, "ines"), talk)
    assert not first.is_error
    assert [one.structured_content["turn"] for one in again] == [first.structured_content["turn"]] * 2
    assert "answers, 4 a day" in new.content[0].text
