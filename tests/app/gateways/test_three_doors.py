"""Each of the five rounds, held whole through each of the three doors: the page's API, MCP, OpenAI's endpoint."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import openai
import own_loop
import pytest
from gateway_server import serving
from mcp import Client

from app.api.loading import LoadingCoach
from app.coach.coach import Coach
from app.gateways.mcp.http import http_application
from app.gateways.openai_api.history import place_of
from app.gateways.openai_api.schemas import Message
from app.interview.interview import Interview
from app.settings import Settings
from ingest.bank.taxonomy import Stage

pytestmark = pytest.mark.slow
MOST_TURNS = 15
PARTS = 3
# The same question in each: one of the bank, which is asked first with this seed.
SEED = 1
Door = Callable[[Coach, Stage], str]


@pytest.fixture(scope="module")
def tools(settings: Settings, coach: Coach) -> Iterator[str]:
    loading = LoadingCoach(lambda _: coach)
    loading.load()
    with serving(http_application(loading, settings, "127.0.0.1")) as address:
        yield f"{address}/mcp"


def answer_to(coach: Coach, held: Interview) -> str:
    """A part of what a strong answer says, another one at each turn."""
    assert held.ask is not None
    strong = coach.bank.question(held.ask.question_id).strong_answer
    length, part = len(strong) // PARTS, held.ask.number % PARTS
    return strong[part * length : (part + 1) * length]


def by_the_page(address: str, coach: Coach, stage: Stage) -> Interview:
    with httpx.Client(base_url=address, timeout=60) as client:
        wanted: dict[str, Any] = {"stage": stage.value, "topics": [], "questions": 1, "seed": SEED}
        identifier = client.post("/api/interviews", json=wanted).json()["id"]
        while (held := coach.interviews.get(identifier)).ask is not None:
            assert len(held.turns) < MOST_TURNS
            said = {"answer": answer_to(coach, held), "turn": held.ask.number}
            told = client.post(f"/api/interviews/{identifier}/answers", json=said)
            assert "event: done" in told.text
    return held


def by_tools(url: str, coach: Coach, stage: Stage) -> Interview:
    async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, result.content
        return dict(result.structured_content or {})

    async def interview() -> Interview:
        async with Client(url) as client:
            identifier = (await call(client, "start", stage=stage.value, questions=1, seed=SEED))["id"]
            while (held := coach.interviews.get(identifier)).ask is not None:
                assert len(held.turns) < MOST_TURNS
                said = {"turn": held.ask.number, "answer": answer_to(coach, held)}
                told = await call(client, "answer", interview_id=identifier, **said)
            assert told["ended"]
            return held

    held: Interview = own_loop.run(interview())
    return held


def by_chat(address: str, coach: Coach, stage: Stage) -> Interview:
    messages: list[Any] = [{"role": "user", "content": "Hello, interview me please."}]
    with openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        while True:
            chat = client.chat.completions.create(
                model=f"coach-{stage.value}", messages=messages, metadata={"questions": "1", "seed": str(SEED)}
            )
            messages.append({"role": "assistant", "content": chat.choices[0].message.content or ""})
            place = place_of([Message(**one) for one in messages])
            assert place is not None
            held = coach.interviews.get(place.interview_id)
            if held.ask is None:
                assert "[Scorecard](" in messages[-1]["content"]
                return held
            assert len(held.turns) < MOST_TURNS
            messages.append({"role": "user", "content": answer_to(coach, held)})


@pytest.mark.parametrize("stage", list(Stage))
def test_a_round_is_held_whole_through_each_door_with_the_same_grades(
    address: str, tools: str, coach: Coach, stage: Stage
) -> None:
    page = by_the_page(address, coach, stage)
    assert (page.stage, page.ask) == (stage, None)
    assert page.turns
    for held in (by_tools(tools, coach, stage), by_chat(address, coach, stage)):
        assert [turn.answer for turn in held.turns] == [turn.answer for turn in page.turns]
        assert [turn.ask.text for turn in held.turns] == [turn.ask.text for turn in page.turns]
        assert [turn.grade for turn in held.turns] == [turn.grade for turn in page.turns]
        assert [turn.reply for turn in held.turns] == [turn.reply for turn in page.turns]
