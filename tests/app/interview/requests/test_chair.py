"""The second chair: marks that settle, questions that wait, and a grade that neither of them moves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.interview.chair import MOST_QUESTIONS, Note
from app.interview.course import Course, Mode
from app.interview.flows.stages import next_ask
from app.interview.grade import Grade, VerdictState
from app.interview.interview import Interview
from app.interview.requests.chair_questions import asked_by_chair, chair_ask, taken_at_once, waiting_question
from app.interview.requests.marks import Marks, marked
from app.interview.requests.retry import taken_up
from app.interview.results.compared import AGREE, BETWEEN, DIFFER, NOT_GRADED, compared, second_chair
from app.interview.results.report import report
from app.interview.results.scorecard import scorecard
from ingest.errors import BadRequest, Conflict, NotFound

MET, PARTLY, MISSED, WRONG = (
    VerdictState.MET,
    VerdictState.PARTLY_MET,
    VerdictState.NOT_MET,
    VerdictState.CONTRADICTED,
)


def seen(interview: Interview) -> Interview:
    return replace(
        interview, course=replace(interview.course, chair=interview.course.chair.taken(interview.started_utc))
    )


@pytest.fixture
def answered(make: Any) -> Interview:
    """Two questions, the first answered; one of its points was half there and is asked for now."""
    interview = seen(make.interview(make.question(), make.question("r")))
    return make.answer(interview, make.grade(interview.plan[0], [MET, PARTLY, MISSED, WRONG]))


def of_nobody(make: Any) -> Grade:
    """The grade of an answer that only the chair can judge."""
    return replace(make.grade(make.question(), [MET] * 4), verdicts=(), not_graded="of nobody")


def note(interview: Interview, turn: int, *heard: str, remark: str = "", is_handed_in: bool = True) -> Interview:
    return marked(interview, turn, Marks(heard, remark, is_handed_in), interview.started_utc + timedelta(minutes=5))


def question(interview: Interview, text: str = "Why so?", point: str = "", key: str = "k") -> Interview:
    return asked_by_chair(interview, key, text, point, interview.started_utc + timedelta(minutes=6))


def test_marks_stand_beside_the_verdicts_point_by_point(answered: Interview) -> None:
    both = note(answered, 1, "p0", "p2", remark="Clear to me.")
    found = compared(both, both.turns[0])
    assert found is not None
    assert [(one.point_id, one.heard, one.state, one.outcome) for one in found.points] == [
        ("p0", True, "met", AGREE),
        ("p1", False, "partly met", BETWEEN),
        ("p2", True, "not met", DIFFER),
        ("p3", False, "contradicted", AGREE),
    ]
    assert found.remark == "Clear to me."
    told = second_chair(both)
    assert told is not None
    assert (told.agree, told.differ) == (2, 1)


def test_marks_that_are_not_handed_in_are_told_to_nobody(answered: Interview) -> None:
    both = note(answered, 1, "p0", is_handed_in=False)
    assert compared(both, both.turns[0]) is None
    told = report(both).chair
    assert told is not None
    assert told.turns == ()


def test_marks_can_change_until_both_are_shown_and_the_remark_afterwards_too(answered: Interview) -> None:
    early = note(answered, 2, "p1")
    assert note(early, 2).course.chair.note(2).heard == ()
    both = note(note(answered, 1, "p0", is_handed_in=False), 1, "p0", "p1")
    with pytest.raises(Conflict):
        note(both, 1, "p0")
    assert note(both, 1, "p1", "p0", remark="I was wrong.").course.chair.note(1).remark == "I was wrong."
    assert note(both, 1, "p0", "p1", is_handed_in=False).course.chair.note(1).is_handed_in


def test_only_points_of_a_turn_that_is_there_are_marked(answered: Interview) -> None:
    with pytest.raises(BadRequest):
        note(answered, 1, "somewhere-else")
    with pytest.raises(BadRequest):
        # The follow-up is on p1 alone.
        note(answered, 2, "p0")
    with pytest.raises(NotFound):
        note(answered, 3)


def test_no_mark_and_no_remark_moves_a_grade(make: Any, answered: Interview) -> None:
    other = note(note(answered, 1, "p1", "p2", "p3", remark="All of it!"), 2, "p1")
    assert other.turns == answered.turns
    assert scorecard(other) == scorecard(answered)
    assert report(other).strongest == report(answered).strongest
    assert next_ask(replace(other, ask=None), make.now) == next_ask(replace(answered, ask=None), make.now)


def test_a_question_of_the_chair_waits_for_the_answer_and_then_the_coach_goes_on(
    make: Any, answered: Interview
) -> None:
    waiting = question(answered)
    assert waiting.ask == answered.ask
    asked = waiting_question(waiting)
    assert asked is not None
    turn = replace(answered.turns[0], ask=answered.ask)
    following = chair_ask(asked, 3, next_ask(waiting.heard(turn), make.now), make.now)
    interview = waiting.after(turn, following)
    assert interview.ask is not None
    assert (interview.ask.text, interview.ask.question_id, interview.ask.chair) == ("Why so?", "q", "k")
    assert waiting_question(interview) is None
    interview = make.answer(interview, of_nobody(make))
    assert interview.ask is not None
    assert (interview.ask.number, interview.ask.question_id, interview.ask.chair) == (4, "r", "")


def test_one_that_is_taken_at_once_puts_off_what_was_asked(make: Any, answered: Interview) -> None:
    later = make.now + timedelta(minutes=1)
    interview = taken_at_once(question(answered), later)
    assert interview.ask is not None
    assert (interview.ask.number, interview.ask.then) == (2, answered.ask)
    interview = make.answer(interview, of_nobody(make))
    assert answered.ask is not None
    assert interview.ask == replace(answered.ask, number=3, asked_utc=make.now)


def test_what_a_chair_asks_counts_in_no_score_and_moves_no_course(make: Any, answered: Interview) -> None:
    interview = taken_at_once(question(answered, point="p2"), make.now)
    asked_against = interview.graded_against(interview.ask)
    # The words of the chair instruct no grader.
    assert (asked_against.text, [one.id for one in asked_against.key_points]) == ("The question q?", ["p2"])
    interview = make.answer(interview, make.grade(asked_against, [MET]))
    assert [turn.ask.number for turn in interview.turns_of("q")] == [1]
    card, before = scorecard(interview), scorecard(answered)
    assert (card.earned, card.earned_with_follow_ups) == (before.earned, before.earned_with_follow_ups)
    assert [one.turn for one in report(interview).strongest] == [1]
    assert "second interviewer" in [line.who for line in report(interview).transcript]


def test_what_the_coach_holds_back_stays_so_while_the_chair_asks(make: Any, answered: Interview) -> None:
    assert answered.held_back(answered.turns[0]) == {"p1"}
    interview = taken_at_once(question(answered), make.now)
    assert interview.held_back(interview.turns[0]) == {"p1"}
    assert interview.is_open("q")
    assert not interview.is_open("r")


def test_the_last_question_is_followed_by_that_of_the_chair_and_then_the_end(make: Any) -> None:
    interview = question(seen(make.interview()))
    grade = make.grade(interview.plan[0], [MET] * 4)
    asked = waiting_question(interview)
    assert asked is not None
    turn = replace(make.answer(interview, grade).turns[0])
    interview = interview.after(turn, chair_ask(asked, 2, None, make.now))
    assert interview.ended_utc is None
    interview = make.answer(interview, of_nobody(make))
    assert interview.ask is None


def test_one_question_waits_at_a_time_and_there_are_only_so_many(make: Any, answered: Interview) -> None:
    with pytest.raises(Conflict, match="waits"):
        question(question(answered), key="other")
    interview = answered
    for n in range(MOST_QUESTIONS):
        interview = question(interview, key=f"k{n}")
        interview = replace(interview, ask=replace(interview.ask, chair=f"k{n}"))
        interview = replace(interview, turns=(*interview.turns, replace(interview.turns[0], ask=interview.ask)))
    with pytest.raises(Conflict, match="at most"):
        question(interview, key="one-more")
    with pytest.raises(BadRequest):
        question(answered, point="nowhere")
    with pytest.raises(Conflict):
        question(answered.ended(make.now))
    with pytest.raises(Conflict):
        taken_at_once(answered, make.now)


def test_what_the_chair_asked_is_no_second_try(make: Any, answered: Interview) -> None:
    interview = taken_at_once(question(answered), make.now)
    with pytest.raises(Conflict, match="beside the coach"):
        taken_up(interview, None, make.now)
    interview = make.answer(interview, of_nobody(make))
    again = taken_up(interview, None, make.now)
    assert again.ask is not None
    assert again.ask.retry_of == 1


def test_an_answer_that_was_not_graded_is_marked_all_the_same(make: Any) -> None:
    interview = seen(make.interview(course=Course(mode=Mode.EXAM)))
    grade = replace(make.grade(interview.plan[0], [MET] * 4), verdicts=(), not_graded="no model")
    interview = note(make.answer(interview, grade), 1, "p0")
    found = compared(interview, interview.turns[0])
    assert found is not None
    assert {one.outcome for one in found.points} == {NOT_GRADED}


def test_a_note_of_no_turn_is_empty(answered: Interview) -> None:
    assert answered.course.chair.note(7) == Note(7)
