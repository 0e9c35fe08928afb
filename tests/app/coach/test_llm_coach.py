"""The whole coach with a scripted model: over HTTP, from the first question to the scorecard, and when things break."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from brains import by_role, grades
from fastapi.testclient import TestClient
from scripted import Play, Scripted, block
from served_coach import api, events_of

from app.coach.coach import Coach
from app.cores import cores
from app.grading.exam.exams import Exams
from app.grading.exam.result import MEANS, ExamResult, Level
from app.interview.grade import NOT_PASSED
from app.interview.interview import Interview
from app.llm.endpoint import Endpoint
from app.llm.prompts import read_prompt
from app.main import assemble
from app.settings import Settings
from ingest.bank.taxonomy import Stage

ANSWER = "High bias means that the model is too simple and underfits, so training and validation error are both high."
START = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 2, "seed": 7}


@pytest.fixture
def coach(llm_settings: Settings, server: Scripted) -> Iterator[Coach]:
    made = assemble(llm_settings)
    server.received.clear()
    yield made
    made.close()


def examined(agreed: int) -> ExamResult:
    """The exam of a model that agreed with so many of a hundred labels."""
    return ExamResult(
        host="h", model="scripted", prompt_version=read_prompt("grader").version, taken_utc=datetime.now(UTC),
        asked=46, failed=0, endpoint_failed=0, failure="", points=100, agreed=agreed, undeserved=50, credited=0,
        quotes=0, found=0, injections=4, obeyed=0, input_tokens=1, output_tokens=1, cost_usd=None, median_s=1.0,
    )  # fmt: skip


def played(coach: Coach, answers: list[str], stage: Stage = Stage.SCREENING) -> Interview:
    asked = [question for question in coach.bank.questions if question.stage is stage]
    interview = coach.interviews.start_with(asked[:2])
    for answer in answers:
        if interview.ask is None:
            break
        interview = coach.interviews.answer(interview.id, answer).interview
    return coach.interviews.get(interview.id)


def test_every_request_is_stored_with_its_turn_and_prompt(coach: Coach, server: Scripted) -> None:
    server.default = Play(by_role(grader=grades({}), question=json.dumps({"question": "nothing like it?"})))
    interview = played(coach, [ANSWER, ANSWER])
    # The first question is the bank's: a start waits for no model.
    first, turn = interview.turns
    assert [usage.role for usage in first.usage] == ["grader"]
    assert [usage.role for usage in turn.usage] == ["interviewer", "grader"]
    assert all(usage.cost_usd == pytest.approx(64e-6) for usage in turn.usage)
    assert turn.grade.graded_by.prompt_version.startswith("grader-")
    assert turn.grade.graded_by.method == "llm"
    assert turn.ask.worded_by == ""


@pytest.mark.slow
def test_a_model_that_failed_the_exam_words_and_does_not_grade(
    coach: Coach, llm_settings: Settings, server: Scripted
) -> None:
    kept = examined(agreed=10)
    Exams(llm_settings.exams_folder).keep(Endpoint(server.url, "scripted", ""), kept)
    try:
        server.default = Play(by_role(grader=grades({}), follow_up=json.dumps({"question": "nothing like it?"})))
        turn = played(coach, [ANSWER, ANSWER], Stage.DEEP_DIVE).turns[0]
    finally:
        # The home is shared, and so may be the port of a later server.
        shutil.rmtree(llm_settings.exams_folder)
    assert (turn.grade.graded_by.method, turn.grade.graded_by.fallback) == ("offline", NOT_PASSED)
    assert server.of_role("You judge what a candidate said") == []
    assert "did not pass the exam" in turn.reply
    assert len(server.of_role("You ask one short follow-up")) >= 1


def test_the_model_that_is_set_is_told_with_what_its_exam_has_earned_it(
    llm_settings: Settings, server: Scripted
) -> None:
    with api(llm_settings) as client:
        before = client.get("/api/candidate/graders").json()["model"]
        Exams(llm_settings.exams_folder).keep(Endpoint(server.url, "scripted", ""), examined(agreed=80))
        try:
            after = client.get("/api/candidate/graders").json()["model"]
        finally:
            shutil.rmtree(llm_settings.exams_folder)
    assert (before["name"], before["host"], before["exam"]) == ("scripted", urlsplit(server.url).netloc, None)
    assert before["means"] == MEANS[None]
    assert (after["exam"]["level"], after["exam"]["agreement"], after["means"]) == ("half", 0.8, MEANS[Level.HALF])


def test_only_the_candidates_words_reach_the_grader(coach: Coach, server: Scripted) -> None:
    server.default = Play(by_role(grader=grades({})))
    answers = [ANSWER, "A follow-up answer about precision.", "Another answer about recall and cost."]
    interview = played(coach, answers)
    sent = [block(one.body, "candidate") for one in server.of_role("You judge what a candidate said")]
    assert sent == [turn.answer for turn in interview.turns]
    told = [turn.reply for turn in interview.turns]
    for one in server.of_role("You judge what a candidate said"):
        assert not any(reply[:60] in one.user for reply in told)


@pytest.mark.slow
def test_when_the_endpoint_dies_in_the_middle_the_interview_ends_well_and_says_why(
    coach: Coach, server: Scripted
) -> None:
    server.default = Play(by_role(grader=grades({})))
    interview = coach.interviews.start_with(coach.bank.questions[:2])
    interview = coach.interviews.answer(interview.id, ANSWER).interview
    server.close()
    while interview.ask is not None:
        told = coach.interviews.answer(interview.id, ANSWER)
        interview = told.interview
        assert "refused" in told.turn.grade.graded_by.fallback
        assert "This answer was graded without the language model: there is no endpoint at" in told.turn.reply
    assert interview.ended_utc is not None


def test_the_api_tells_who_graded_what_it_took_and_why_not(llm_settings: Settings, server: Scripted) -> None:
    with api(llm_settings) as client:
        assert client.get("/readyz").json()["notice"] == ""
        interview = client.post("/api/interviews", json=START).json()
        server.default = Play(by_role(grader=grades({})))
        url = f"/api/interviews/{interview['id']}/answers"
        grade = dict(events_of(client.post(url, json={"answer": ANSWER, "turn": 1})))["grade"]
        assert (grade["graded_by"]["method"], grade["graded_by"]["fallback"]) == ("llm", "")
        server.default = Play("", refusal="no")
        grade = dict(events_of(client.post(url, json={"answer": ANSWER, "turn": 2})))["grade"]
        assert (grade["graded_by"]["method"], grade["graded_by"]["fallback"]) == (
            "offline",
            "the model refused to answer",
        )
        turns = client.get(f"/api/interviews/{interview['id']}").json()["turns"]
        assert turns[0]["usage"][-1]["role"] == "grader"
        assert turns[1]["usage"][-1]["outcome"] == "the model refused to answer"


@pytest.mark.slow
def test_a_wrong_key_is_one_sentence_at_the_start_and_everything_still_works(
    llm_settings: Settings, server: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    server.models, server.default = 401, Play(status=401)
    coach = assemble(llm_settings)
    assert "refuses the key (HTTP 401); set COACH_LLM_API_KEY" in coach.notice()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("app")] == [coach.notice()]
    interview = coach.interviews.start_with(coach.bank.questions[:1])
    assert "refuses the key" in coach.interviews.answer(interview.id, ANSWER).turn.grade.graded_by.fallback
    answer = coach.questions.ask("How do I choose between ROC-AUC and PR-AUC?")
    assert answer.answered_by == "offline"
    assert "refuses the key" in answer.fallback
    coach.close()


def notice_of(client: TestClient, server: Scripted) -> str:
    """What /readyz says of the model; it must not ask the endpoint for it."""
    before = len(server.received)
    notice: str = client.get("/readyz").json()["notice"]
    assert len(server.received) == before
    return notice


@pytest.mark.slow
def test_a_notice_goes_when_the_endpoint_recovers_and_comes_when_it_breaks(
    llm_settings: Settings, server: Scripted
) -> None:
    server.models, server.default = 404, Play(status=500)
    with api(llm_settings) as client:
        assert "The language model failed when it was last asked: the endpoint failed with HTTP 500." in notice_of(
            client, server
        )
        interview = client.post("/api/interviews", json=START).json()
        url = f"/api/interviews/{interview['id']}/answers"
        server.default = Play(by_role(grader=grades({})))
        client.post(url, json={"answer": ANSWER, "turn": 1})
        assert notice_of(client, server) == ""
        server.default = Play(status=401)
        client.post(url, json={"answer": ANSWER, "turn": 2})
        assert "refuses the key (HTTP 401)" in notice_of(client, server)


@pytest.mark.slow
def test_the_tokens_of_a_question_that_was_not_answered_are_in_the_scorecard(
    llm_settings: Settings, server: Scripted
) -> None:
    server.default = Play(by_role(grader=grades({}), question=json.dumps({"question": "nothing like it?"})))
    with api(llm_settings) as client:
        interview = client.post("/api/interviews", json=START).json()
        # The first question is the bank's; the second one costs, and is not answered.
        client.post(f"/api/interviews/{interview['id']}/answers", json={"answer": ANSWER, "turn": 1})
        ended = client.post(f"/api/interviews/{interview['id']}/end").json()
        spent = {one["role"]: one["input_tokens"] for one in ended["scorecard"]["usage"]}
        assert spent == {"grader": 50, "interviewer": 50}
        assert client.get(f"/api/interviews/{interview['id']}").json() == ended


def test_turns_that_wait_for_a_model_take_no_place_of_what_works_here(coach: Coach) -> None:
    working = coach.questions.turnstile
    with coach.interviews.turnstile.turn():
        assert working._free == cores()
        # What is graded here does take one.
        with coach.reviews.grader.turn():  # type: ignore[attr-defined]
            assert working._free == cores() - 1
    assert working._free == cores()
