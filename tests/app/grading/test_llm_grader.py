"""The LLM grader: what of a model's judgement counts, and what happens when there is none."""

import json
import re

import pytest
from brains import CONTROLS, all_met, entry, grades, nearest, the_beginning, the_statement
from labelled import labelled_questions
from sampled import one_in
from scripted import MakeClient, Play, Scripted, refused_port, schema_of

from app.grading.llm import ABOUT, LLMGrader
from app.grading.offline import OfflineGrader
from app.interview.grade import Grade, VerdictState
from app.llm.client import Client
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage
from ingest.embedding.embedder import Embedder

MET, PARTLY, NOT = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET


@pytest.fixture(scope="module")
def question() -> Question:
    rows = [row for row in labelled_questions() if row.topic == "agents"]
    return next(one for one in rows if one.id == "agents-tool-calling-loop")


@pytest.fixture(scope="module")
def offline(embedder: Embedder) -> OfflineGrader:
    return OfflineGrader(embedder)


HALF = (
    "The LLM picks a step, the application runs it and returns the observation, and this repeats until it is done. "
    "I would also write down who is on call."
)


def states(grade: Grade) -> dict[str, VerdictState]:
    return {verdict.point_id: verdict.state for verdict in grade.verdicts}


def test_the_prompt_holds_question_points_and_control_and_the_answer_last_in_a_fence(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    server.default = Play(grades({}))
    grade = LLMGrader(llm_client, offline).grade(question, HALF)
    sent = server.received[0]
    keys = list(schema_of(sent.body)["properties"])
    assert [key for key in keys if key not in CONTROLS] == [point.id for point in question.key_points]
    assert len(CONTROLS & set(keys)) == 1
    for point in question.key_points:
        assert f'"{point.id}": {point.text}' in sent.user
    assert re.search(r"The candidate's answer:\n<(data-[0-9a-f]{12}) candidate>\n.*\n</\1>$", sent.user, re.DOTALL)
    assert "What makes it an agent is that the model decides the path" in question.strong_answer
    assert "What makes it an agent is that the model decides the path" not in sent.user
    assert question.key_points[0].other_wordings[0] not in sent.user.partition("The candidate's answer:")[0]
    assert grade.graded_by.prompt_version.startswith("grader-")
    assert grade.graded_by.rubric_version.startswith("llm-rules-")
    assert [usage.role for usage in grade.usage] == ["grader"]


def test_two_answers_share_the_prompt_up_to_the_answer(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    server.default = Play(grades({}))
    grader = LLMGrader(llm_client, offline)
    grader.grade(question, HALF)
    grader.grade(question, HALF.upper())
    first, second = (one.user.partition("The candidate's answer:")[0] for one in server.received)
    assert first == second


def test_a_model_that_agrees_gives_its_reason_and_quote(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    anchor = offline.grade(question, HALF)
    assert states(anchor)["loop-definition"] is MET
    server.default = Play(grades({"loop-definition": ("met", "picks a step, the application runs it")}))
    grade = LLMGrader(llm_client, offline).grade(question, HALF)
    verdict = grade.verdicts[0]
    assert (verdict.state, verdict.reason) == (MET, "Because.")
    assert verdict.evidence is not None
    assert verdict.evidence.quote == "picks a step, the application runs it"
    assert HALF[verdict.evidence.start : verdict.evidence.end] == verdict.evidence.quote
    assert grade.graded_by.method == "llm"


def test_a_quote_of_the_question_is_nobodys_words(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    answer = f"You ask: {question.text} {HALF}"
    server.default = Play(grades({"budget-stops": ("met", "who executes, and how it ends")}))
    assert states(LLMGrader(llm_client, offline).grade(question, answer))["budget-stops"] is NOT


def test_a_true_quote_about_something_else_raises_nothing(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    server.default = Play(grades({"budget-stops": ("met", "I would also write down who is on call")}))
    grade = LLMGrader(llm_client, offline).grade(question, HALF)
    assert states(grade)["budget-stops"] is states(offline.grade(question, HALF))["budget-stops"]
    assert grade.graded_by.method == "llm"


def test_the_model_moves_a_verdict_by_one_step_at_most(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    server.default = Play(grades({}))
    grade = LLMGrader(llm_client, offline).grade(question, HALF)
    assert states(grade)["loop-definition"] is PARTLY
    assert grade.verdicts[0].evidence is not None


def test_a_vague_point_is_raised_by_the_words_that_say_it(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    answer = "Steps and tokens cost money, and there is little of it. Fine."
    anchor = {verdict.point_id: verdict for verdict in offline.grade(question, answer).verdicts}["budget-stops"]
    assert anchor.state is not MET
    assert anchor.probability >= ABOUT
    server.default = Play(grades({"budget-stops": ("met", "Steps and tokens cost money")}))
    raised = states(LLMGrader(llm_client, offline).grade(question, answer))["budget-stops"]
    assert [NOT, PARTLY, MET].index(raised) == [NOT, PARTLY, MET].index(anchor.state) + 1


def test_the_telling_of_a_follow_ups_answer_is_judged_as_such(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    server.default = Play(grades({}))
    story = question.model_copy(update={"stage": Stage.BEHAVIOURAL})
    grader = LLMGrader(llm_client, offline)
    assert grader.grade(story, HALF).delivery.star_missing is not None
    assert grader.grade(story, HALF, is_follow_up=True).delivery.star_missing is None


@pytest.mark.parametrize("quoting", [the_statement, the_beginning, nearest])
def test_a_model_that_finds_everything_met_fails_its_control(
    quoting: object, llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    server.default = Play(all_met(quoting))  # type: ignore[arg-type]
    grade = LLMGrader(llm_client, offline).grade(question, HALF)
    assert grade.graded_by.method == "offline"
    assert "found a statement in the answer that nobody said" in grade.graded_by.fallback
    assert grade.verdicts == offline.grade(question, HALF).verdicts
    assert len(grade.usage) == 1


def test_a_model_that_quotes_the_key_points_themselves_is_not_used(
    llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    server.default = Play(all_met(the_statement, control="not"))
    grade = LLMGrader(llm_client, offline).grade(question, HALF)
    assert "quoted words that are not in the answer" in grade.graded_by.fallback
    assert grade.score == offline.grade(question, HALF).score


@pytest.mark.parametrize("answer", ["", "   ", "I don't know.", "asdf qwer zxcv"])
def test_the_gate_stops_before_any_model(
    answer: str, llm_client: Client, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    grade = LLMGrader(llm_client, offline).grade(question, answer)
    assert grade.gate is not None
    assert server.received == []


FAULTS = {
    "slow": (Play(before_first_s=4), "no first token came in time"),
    "rate-limited": (Play(status=429), "rate-limited"),
    "malformed": (Play("It is met."), "has not the shape that was asked for"),
    "cut off": (Play('{"loop-definition": {"rea', finish="length"), "cut off at the token limit"),
    "refusal": (Play("", refusal="no"), "the model refused to answer"),
    "content filter": (Play("{", finish="content_filter"), "content filter"),
    "wrong model": (Play(status=404), "has no model"),
    "wrong key": (Play(status=401), "refuses the key"),
    "list instead of object": (Play(json.dumps([entry("met")])), "has not the shape"),
}


@pytest.mark.parametrize("name", one_in(4, FAULTS))
def test_when_the_endpoint_fails_the_offline_grade_stands_and_says_why(
    name: str, make_client: MakeClient, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    play, words = FAULTS[name]
    server.default = play
    grade = LLMGrader(make_client(retries=0), offline).grade(question, HALF)
    assert grade.verdicts == offline.grade(question, HALF).verdicts
    assert grade.graded_by.method == "offline"
    assert words in grade.graded_by.fallback
    assert grade.usage
    assert all(usage.outcome != "ok" for usage in grade.usage) or name in ("malformed", "list instead of object")


@pytest.mark.slow
def test_when_nobody_listens_the_offline_grade_stands(
    make_client: MakeClient, offline: OfflineGrader, question: Question
) -> None:
    llm_client = make_client(base_url=f"http://127.0.0.1:{refused_port()}/v1")
    grade = LLMGrader(llm_client, offline).grade(question, HALF)
    assert "the connection was refused" in grade.graded_by.fallback


def test_a_context_that_is_too_small_is_told_and_nothing_is_sent(
    make_client: MakeClient, server: Scripted, offline: OfflineGrader, question: Question
) -> None:
    grade = LLMGrader(make_client(context_tokens=1000), offline).grade(question, HALF)
    assert "looks smaller than the prompt" in grade.graded_by.fallback
    assert server.received == []
