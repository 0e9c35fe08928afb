"""The turn as the coach takes it: what it hands to the modules that it calls, and requests that come again."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from app.coach.coach import Coach
from app.coach.interviews import Given, Interviews, TurnResult
from app.coach.question_bank import QuestionBank
from app.coach.single_flight import SingleFlight
from app.coach.turnstile import Turnstile
from app.interview.grade import Grade, VerdictState
from app.interview.turn import TurnKind
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import BadRequest, Conflict

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET
STORY = "At my last company our search was slow. My task was to halve the latency. I measured every step of it."


@pytest.mark.slow
def test_the_telling_of_a_follow_ups_answer_is_judged_as_such(coach: Coach) -> None:
    question = next(question for question in coach.bank.questions if question.stage is Stage.BEHAVIOURAL)
    interview = coach.interviews.start_with([question])
    first = coach.interviews.answer(interview.id, STORY).turn
    assert first.grade.delivery.star_missing == ("result",)
    told = "I would tell my manager early next time and write down what we had agreed. " * 4
    second = coach.interviews.answer(interview.id, told).turn
    assert second.ask.kind is TurnKind.FOLLOW_UP
    assert (second.grade.delivery.star_missing, second.grade.delivery.remarks) == (None, ())


def test_an_interview_without_a_model_has_no_notice_of_one(coach: Coach) -> None:
    assert coach.notice() == ""


class Meeting:
    """A grader in which so many answers meet before one of them is graded: none is stored when the last comes in."""

    def __init__(self, inner: Any, parties: int) -> None:
        self._inner = inner
        self._barrier = threading.Barrier(parties, timeout=60)

    def grade(self, *arguments: Any, **named: Any) -> Grade:
        self._barrier.wait()
        return self._inner.grade(*arguments, **named)


class Counting:
    """A grader that takes its time and counts."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.grades = 0

    def grade(self, *arguments: Any, **named: Any) -> Grade:
        self.grades += 1
        time.sleep(0.3)
        return self._inner.grade(*arguments, **named)


def test_identical_requests_at_once_make_one_grade(coach: Coach) -> None:
    counting = Counting(coach.interviews.grader)
    interviews = replace(coach.interviews, grader=counting)
    interview = interviews.start_with([coach.bank.questions[0], coach.bank.questions[1]])
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: interviews.answer(interview.id, "I do not know.", 1, "one key"), range(6)))
    assert counting.grades == 1
    assert sorted(one.is_repeat for one in told) == [False] + [True] * 5


def test_a_message_reads_its_interview_once(coach: Coach) -> None:
    interviews = coach.interviews
    interview = interviews.start_with([coach.bank.questions[0], coach.bank.questions[1]])
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(" ".join(statement.split()))

    engine = interviews.store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        told = interviews.say(interview.id, Given("I do not know.", "one key"), 1)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert isinstance(told, TurnResult)
    assert len([one for one in statements if one.startswith("SELECT interviews.")]) == 1
    # Once for the key alone: another request with it may have been stored while this one waited.
    assert len([one for one in statements if one.startswith("SELECT turns.")]) == 2


def elsewhere(interviews: Interviews) -> Interviews:
    """The same in another process, where nobody knows what is being graded here."""
    return replace(interviews, flights=SingleFlight(), turnstile=Turnstile())


def test_a_request_that_comes_again_while_the_first_is_graded_gets_its_turn(coach: Coach) -> None:
    meeting = replace(coach.interviews, grader=Meeting(coach.interviews.grader, 3))
    interview = meeting.start_with([coach.bank.questions[0], coach.bank.questions[1]])

    def send(_: int) -> TurnResult:
        return elsewhere(meeting).answer(interview.id, "I do not know.", 1, "one key")

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(send, range(3)))
    assert sorted(one.is_repeat for one in told) == [False, True, True]
    assert len({one.turn.answered_utc for one in told}) == 1
    stored = coach.interviews.get(interview.id)
    assert [one.interview for one in told if one.is_repeat] == [stored, stored]
    assert len(stored.turns) == 1


def test_of_two_answers_under_one_key_the_second_is_refused_and_told_why(coach: Coach) -> None:
    interview = coach.interviews.start_with([coach.bank.questions[0], coach.bank.questions[1]])
    coach.interviews.answer(interview.id, "I do not know.", 1, "one key")
    for answer, number in (("Something else.", 1), ("I do not know.", 2)):
        with pytest.raises(Conflict, match="this Idempotency-Key came with another answer to turn 1 before"):
            coach.interviews.answer(interview.id, answer, number, "one key")
    assert coach.interviews.answer(interview.id, "I do not know.", None, "one key").is_repeat


def test_two_answers_under_one_key_at_once_are_one_turn_and_a_refusal(coach: Coach) -> None:
    meeting = replace(coach.interviews, grader=Meeting(coach.interviews.grader, 2))
    interview = meeting.start_with([coach.bank.questions[0]])

    def send(answer: str) -> str:
        try:
            return elsewhere(meeting).answer(interview.id, answer, 1, "one key").turn.answer
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        told = set(pool.map(send, ("I do not know.", "No idea.")))
    (turn,) = coach.interviews.get(interview.id).turns
    (refusal,) = told - {turn.answer}
    assert refusal.startswith("this Idempotency-Key came with another answer")


@pytest.mark.parametrize(
    ("topics", "words"),
    [
        ((), r"no question for stage behavioural; choose a stage that has some: deep-dive, screening$"),
        ((Topic.RAG, Topic.LLMS), r"stage behavioural and topics rag, llms; choose other topics or none$"),
    ],
)
def test_where_no_question_fits_it_is_said_what_to_choose(coach: Coach, topics: tuple[Topic, ...], words: str) -> None:
    few = [
        next(one for one in coach.bank.questions if one.stage is stage) for stage in (Stage.SCREENING, Stage.DEEP_DIVE)
    ]
    with pytest.raises(BadRequest, match=words):
        replace(coach.interviews, bank=QuestionBank(tuple(few))).start(Stage.BEHAVIOURAL, topics, 1)


def test_where_there_is_no_question_at_all_it_is_said_what_to_write(coach: Coach) -> None:
    with pytest.raises(BadRequest, match=r'Write a line Question: "\.\.\." and the answer below it') as refused:
        replace(coach.interviews, bank=QuestionBank(())).start(Stage.SCREENING, (), 1)
    assert "topics" not in str(refused.value)
