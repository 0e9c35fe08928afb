"""The turn as the coach takes it, and appeals: what it hands to the modules that it calls."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app.coach.coach import Coach, TurnResult
from app.interview.appeal import MOST_APPEALS
from app.interview.grade import Grade, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.turn import TurnKind
from app.store.interviews import Store
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import BadRequest, Conflict

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET
STORY = "At my last company our search was slow. My task was to halve the latency. I measured every step of it."


def test_the_telling_of_a_follow_ups_answer_is_judged_as_such(coach: Coach) -> None:
    question = next(question for question in coach.bank if question.stage is Stage.BEHAVIOURAL)
    interview = coach.start_with([question])
    first = coach.answer(interview.id, STORY).turn
    assert first.grade.delivery.star_missing == ("result",)
    told = "I would tell my manager early next time and write down what we had agreed. " * 4
    second = coach.answer(interview.id, told).turn
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


def test_a_request_that_comes_again_while_the_first_is_graded_gets_its_turn(coach: Coach) -> None:
    meeting = replace(coach, grader=Meeting(coach.grader, 3))
    interview = meeting.start_with([coach.bank[0], coach.bank[1]])

    def send(_: int) -> TurnResult:
        return meeting.answer(interview.id, "I do not know.", 1, "one key")

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(send, range(3)))
    assert sorted(one.is_repeat for one in told) == [False, True, True]
    assert len({one.turn.answered_utc for one in told}) == 1
    stored = coach.interview(interview.id)
    assert [one.interview for one in told if one.is_repeat] == [stored, stored]
    assert len(stored.turns) == 1


def test_of_two_answers_under_one_key_the_second_is_refused_and_told_why(coach: Coach) -> None:
    interview = coach.start_with([coach.bank[0], coach.bank[1]])
    coach.answer(interview.id, "I do not know.", 1, "one key")
    for answer, number in (("Something else.", 1), ("I do not know.", 2)):
        with pytest.raises(Conflict, match="this Idempotency-Key came with another answer to turn 1 before"):
            coach.answer(interview.id, answer, number, "one key")
    assert coach.answer(interview.id, "I do not know.", None, "one key").is_repeat


def test_two_answers_under_one_key_at_once_are_one_turn_and_a_refusal(coach: Coach) -> None:
    meeting = replace(coach, grader=Meeting(coach.grader, 2))
    interview = meeting.start_with([coach.bank[0]])

    def send(answer: str) -> str:
        try:
            return meeting.answer(interview.id, answer, 1, "one key").turn.answer
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        told = set(pool.map(send, ("I do not know.", "No idea.")))
    (turn,) = coach.interview(interview.id).turns
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
    few = [next(one for one in coach.bank if one.stage is stage) for stage in (Stage.SCREENING, Stage.DEEP_DIVE)]
    with pytest.raises(BadRequest, match=words):
        replace(coach, bank=few).start(Stage.BEHAVIOURAL, topics, 1)


def test_where_there_is_no_question_at_all_it_is_said_what_to_write(coach: Coach) -> None:
    with pytest.raises(BadRequest, match=r'Write a line Question: "\.\.\." and the answer below it') as refused:
        replace(coach, bank=[]).start(Stage.SCREENING, (), 1)
    assert "topics" not in str(refused.value)


class Appealed:
    """A coach that holds an interview whose first answer is graded; what a second look comes to is `state`."""

    def __init__(self, coach: Coach, interview: Interview, store: Store) -> None:
        self.state, self.looks = MISSED, 0
        self.coach = replace(coach, store=store, reconsider=self._look)
        self.interview = interview
        store.add(interview)

    def _look(self, *contested: Any) -> Verdict:
        self.looks += 1
        _, _, grade, point_id, _ = contested
        first: Verdict = next(one for one in grade.verdicts if one.point_id == point_id)
        return replace(first, state=self.state)

    def appeal(self, point_id: str, sentence: str = "my own words") -> VerdictState:
        return self.coach.appeal(self.interview.id, 1, point_id, sentence).after.state


@pytest.fixture
def appealed(coach: Coach, make: Any) -> Iterator[Appealed]:
    store = Store("sqlite://")
    plan = make.question("one"), make.question("two")
    started = make.interview(*plan)
    appealed = Appealed(coach, started, store)
    # The first question is answered with no point left to probe; then the second, which leads to a follow-up on p0.
    for states in ([MET, MET, MET, MISSED], [MISSED, MET, MET, MET]):
        question = started.question(started.ask.question_id)
        started = make.answer(started, make.grade(question, states), key=question.id)
        store.record(started)
        while started.ask.kind is TurnKind.FOLLOW_UP and question.id == "one":
            started = make.answer(started, make.grade(make.question(weights=(1,)), [MISSED]), key="follow-up")
            store.record(started)
    yield appealed
    store.close()


def test_a_point_whose_id_another_question_asks_about_now_can_be_contested(appealed: Appealed) -> None:
    asked = appealed.coach.interview(appealed.interview.id).ask
    assert asked is not None
    assert (asked.question_id, asked.point_id) == ("two", "p0")
    assert appealed.appeal("p0") is MISSED
    with pytest.raises(Conflict, match="asked about now"):
        appealed.coach.appeal(appealed.interview.id, 3, "p0", "my own words")


def test_the_same_appeal_sent_again_gets_what_came_of_it_and_is_stored_once(appealed: Appealed) -> None:
    assert [appealed.appeal("p3"), appealed.appeal("p3", "my  own words"), appealed.appeal("p3", "my own")] == [
        MISSED
    ] * 3
    appealed.appeal("p3")
    assert appealed.looks == 2
    assert len(appealed.coach.interview(appealed.interview.id).turns[0].appeals) == 2


def test_an_appeal_is_looked_at_again_once_another_one_has_changed_the_verdict(appealed: Appealed) -> None:
    appealed.appeal("p3")
    appealed.state = PARTLY
    assert [appealed.appeal("p3", "my own"), appealed.appeal("p3")] == [PARTLY, PARTLY]
    assert appealed.looks == 3


def test_a_turn_is_contested_so_often_and_no_more(appealed: Appealed) -> None:
    for number in range(MOST_APPEALS):
        appealed.appeal("p3", f"my own words {number}")
    with pytest.raises(Conflict, match=f"contested {MOST_APPEALS} times, and no more are taken"):
        appealed.appeal("p3", "and again")
    assert appealed.appeal("p3", "my own words 0") is MISSED
    assert appealed.looks == MOST_APPEALS
