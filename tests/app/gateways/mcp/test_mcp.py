"""The coach as a program meets it that speaks MCP: by the SDK's own client, over stdin and stdout and over HTTP."""

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import own_loop
import pytest
from checkout import PROJECT
from gateway_server import serving
from httpx2 import post
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

from app.api.loading import LoadingCoach
from app.coach.coach import Coach
from app.coach.rounds.planning import Terms
from app.gateways.mcp.http import http_application
from app.gateways.mcp.tools import Tools
from app.interview.course import Mode
from app.settings import Settings
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import Conflict, NotReady

READING = {"search", "ask", "interview", "scorecard", "due_reviews"}
WRITING = {"start", "answer", "clarify", "hint", "end", "review"}
Talk = Callable[[Client], Awaitable[Any]]


def loaded(coach: Coach) -> LoadingCoach:
    loading = LoadingCoach(lambda _: coach)
    loading.load()
    return loading


@pytest.fixture(scope="module")
def url(settings: Settings, coach: Coach) -> Iterator[str]:
    application = http_application(loaded(coach), settings, "127.0.0.1")
    with serving(application) as address:
        yield f"{address}/mcp"


def talk(server: Any, said: Talk) -> Any:
    async def held() -> Any:
        async with Client(server) as client:
            return await said(client)

    return own_loop.run(held())


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return result.content[0].text  # type: ignore[union-attr]


async def a_whole_interview(client: Client, coach: Coach) -> list[dict[str, Any]]:
    """Every graded answer of an interview, beside the same one on the page."""
    interview = await call(client, "start", stage="screening", topics=["evaluation"], questions=2, seed=1)
    stage, topics = "screening", ["evaluation"]
    ask, told = interview["ask"], []
    while ask is not None:
        strong = coach.bank.question(ask["question_id"]).strong_answer
        told.append(
            await call(
                client, "answer", interview_id=interview["id"], turn=ask["turn"], answer=strong[: len(strong) // 2]
            )
        )
        ask = told[-1]["ask"]
    assert (interview["stage"], interview["topics"]) == (stage, topics)
    assert told[-1]["ended"]
    card = await call(client, "scorecard", interview_id=interview["id"])
    assert card["scorecard"] == told[-1]["scorecard"]
    return told


@pytest.mark.slow
def test_a_whole_interview_over_http_gives_the_grades_of_the_page(url: str, coach: Coach) -> None:
    told = talk(url, lambda client: a_whole_interview(client, coach))
    page = coach.interviews.start(Stage.SCREENING, [Topic.EVALUATION], 2, seed=1)
    for one in told:
        taken = coach.interviews.answer(page.id, one["turn"]["answer"])
        assert one["turn"]["reply"] == taken.turn.reply
        assert one["turn"]["grade"]["earned"] == taken.turn.grade.earned


@pytest.mark.slow
def test_a_whole_interview_over_stdin_and_stdout(settings: Settings, coach: Coach) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "app.terminal", "mcp"],
        cwd=PROJECT,
        env={"COACH_HOME": str(settings.home), "HF_HUB_OFFLINE": "1"},
    )
    told = talk(server, lambda client: a_whole_interview(client, coach))
    assert [one["turn"]["asked"]["turn"] for one in told] == list(range(1, len(told) + 1))


def test_every_tool_says_what_it_takes_and_what_it_answers(url: str) -> None:
    tools = talk(url, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == READING | WRITING
    for tool in tools:
        assert tool.description
        assert tool.input_schema["type"] == "object"
        assert tool.output_schema is not None
        assert tool.output_schema["properties"]
    assert {tool.name for tool in tools if tool.annotations.read_only_hint} == READING


def test_an_error_is_told_with_the_sentence_of_the_coach(url: str) -> None:
    async def said(client: Client) -> list[str]:
        interview = await call(client, "start", stage="screening", questions=1, seed=1)
        return [
            await refused(client, "interview", interview_id="none"),
            await refused(client, "answer", interview_id=interview["id"], turn=7, answer="It overfits."),
            await refused(client, "start", stage="behavioural", topics=["evaluation"]),
            await refused(client, "answer", interview_id=interview["id"], turn=1, answer="x" * 20_001),
            await refused(client, "search", query="x", k=1),
        ]

    gone, late, nothing, long, short = talk(url, said)
    assert "there is no interview 'none'" in gone
    assert "turn 7 is not the one that is asked now, that is 1" in late
    assert "there is no question for stage behavioural and topics evaluation" in nothing
    assert "the answer has 20,001 characters, the limit is 20,000" in long
    assert "at least 2 characters" in short


@pytest.mark.slow
def test_an_answer_that_comes_again_gets_its_turn_and_another_one_does_not_replace_it(url: str) -> None:
    async def said(client: Client) -> tuple[Any, Any, str]:
        interview = await call(client, "start", stage="screening", questions=2, seed=1)
        same = {"interview_id": interview["id"], "turn": 1, "answer": "It is about the split of the data, I think."}
        first, again = await call(client, "answer", **same), await call(client, "answer", **same)
        return first, again, await refused(client, "answer", **(same | {"answer": "Something else that I say."}))

    first, again, other = talk(url, said)
    assert (first["repeat"], again["repeat"]) == (False, True)
    assert again["turn"] == first["turn"]
    assert "turn 1 is not the one that is asked now" in other


def test_a_command_in_plain_words_is_told_and_takes_no_turn(url: str) -> None:
    async def said(client: Client) -> list[dict[str, Any]]:
        interview = await call(client, "start", stage="screening", questions=1, seed=1)
        words = ("Could you repeat that, please?", "give me a hint", "give me a hint")
        return [await call(client, "answer", interview_id=interview["id"], turn=1, answer=one) for one in words]

    again, first, second = talk(url, said)
    assert again["said"]["told"] == again["ask"]["text"]
    assert [one["said"]["rung"] for one in (first, second)] == [1, 2]
    assert [(one["turn"], one["ask"]["turn"]) for one in (again, first, second)] == [(None, 1)] * 3


def test_hints_and_questions_back_have_tools_and_take_no_turn(url: str) -> None:
    async def said(client: Client) -> tuple[list[dict[str, Any]], str]:
        interview = await call(client, "start", stage="system-design", questions=1, seed=1)
        now = {"interview_id": interview["id"], "turn": 1}
        told = [
            await call(client, "hint", **now),
            await call(client, "hint", **now),
            await call(client, "clarify", **now, question="How many users are there?"),
        ]
        await call(client, "end", interview_id=interview["id"])
        return told, await refused(client, "hint", **now)

    (first, second, back), late = talk(url, said)
    assert [one["said"]["rung"] for one in (first, second)] == [1, 2]
    assert back["said"]["facts"][0]["asked"] == "How many users are there?"
    assert [(one["turn"], one["ask"]["turn"]) for one in (first, second, back)] == [(None, 1)] * 3
    assert "ended" in late


def test_what_was_missed_comes_back_as_a_card_that_is_reviewed_by_an_answer(url: str, coach: Coach) -> None:
    coach.records.forget()
    missed = coach.interviews.start(Stage.SCREENING, (), 1, seed=1)
    coach.interviews.answer(missed.id, "I would look at the data, I think.")
    coach.interviews.end(missed.id)
    held = json.loads(coach.records.exported())
    for card in held["cards"]:
        card["due_utc"] = card["schedule"]["last_review_utc"] = "2026-01-01T10:00:00Z"
    coach.records.forget()
    coach.records.take_in(json.dumps(held))

    async def said(client: Client) -> tuple[Any, Any, Any, str]:
        due = await call(client, "due_reviews", most=200)
        card = due["cards"][-1]
        named = {"question_id": card["question_id"], "point_id": card["point_id"]}
        reviewed = await call(client, "review", **named, answer="")
        gone = await refused(client, "review", question_id="none", point_id="none", answer="It overfits.")
        return due, reviewed, await call(client, "due_reviews", most=1), gone

    due, reviewed, after, gone = talk(url, said)
    assert due["due"] == len(due["cards"]) > 0
    assert "point" not in due["cards"][-1]
    assert (reviewed["rating"], bool(reviewed["point"])) == ("again", True)
    assert (after["due"], len(after["cards"])) == (due["due"] - 1, min(1, due["due"] - 1))
    assert "there is no card" in gone


def test_an_exam_has_no_scorecard_before_its_end(coach: Coach, settings: Settings) -> None:
    exam = coach.interviews.start(Stage.SCREENING, (), 1, seed=1, terms=Terms(Mode.EXAM))
    tools = Tools(loaded(coach), settings.max_answer_chars)
    with pytest.raises(Conflict, match="an exam tells nothing before its end"):
        tools.scorecard(exam.id)
    tools.end(exam.id)
    assert tools.scorecard(exam.id).ended


@pytest.mark.slow
def test_the_scorecard_of_an_interview_that_goes_on_tells_no_point(url: str) -> None:
    async def said(client: Client) -> dict[str, Any]:
        interview = await call(client, "start", stage="screening", questions=2, seed=1)
        await call(client, "answer", interview_id=interview["id"], turn=1, answer="I would look at the data, I think.")
        return await call(client, "scorecard", interview_id=interview["id"])

    card = talk(url, said)
    assert not card["ended"]
    assert card["scorecard"]["review"] == []


def test_questions_are_answered_with_passages_that_stand_in_the_documents(url: str) -> None:
    async def said(client: Client) -> tuple[dict[str, Any], str, Any, Any]:
        answer = await call(client, "ask", question="How do I choose between ROC-AUC and PR-AUC?")
        uri = f"coach://documents/{answer['citations'][0]['document']}"
        read = await client.read_resource(uri)
        listed = await client.list_resources()
        found = await call(client, "search", query="kv cache memory", k=2)
        assert len(found["hits"]) == 2
        return answer, uri, read, listed

    answer, uri, read, listed = talk(url, said)
    cited = answer["citations"][0]
    assert read.contents[0].text[cited["start"] : cited["end"]] == cited["text"]
    assert uri in {str(one.uri) for one in listed.resources}
    assert all(one.title for one in listed.resources)


@pytest.mark.parametrize("document", ["no/such/note", "../../etc/passwd"])
def test_a_document_that_is_not_there_is_not_found(url: str, document: str) -> None:
    with pytest.raises((MCPError, ExceptionGroup)):
        talk(url, lambda client: client.read_resource(f"coach://documents/{document}"))


def test_a_prompt_leaves_questions_and_grades_to_the_coach(url: str) -> None:
    async def said(client: Client) -> tuple[Any, Any]:
        wanted = {"stage": "deep-dive", "topics": "rag", "questions": "3"}
        return await client.list_prompts(), await client.get_prompt("mock_interview", wanted)

    listed, got = talk(url, said)
    assert {one.name for one in listed.prompts} == {"mock_interview", "study"}
    assert "round deep-dive on rag, 3 questions" in got.messages[0].content.text
    assert "never answer for me" in got.messages[0].content.text


HANDSHAKE = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_other_sites_reach_nothing(url: str, headers: dict[str, str], status: int) -> None:
    assert post(url, json=HANDSHAKE, headers=ACCEPT | headers).status_code == status


def test_a_body_without_end_is_cut_off(url: str) -> None:
    assert post(url, json=HANDSHAKE | {"params": {"x": "x" * 600_000}}, headers=ACCEPT).status_code == 413


def test_a_coach_that_still_loads_says_so(settings: Settings, coach: Coach) -> None:
    loading = LoadingCoach(lambda _: coach)
    with pytest.raises(NotReady, match="starting"):
        Tools(loading, settings.max_answer_chars, patience_s=0.0).search("kv cache")


def test_help_names_the_command_and_needs_no_sdk(coach_command: Any) -> None:
    assert "mcp" in coach_command("--help").stdout
