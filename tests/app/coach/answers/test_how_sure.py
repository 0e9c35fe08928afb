"""How sure the coach says to be of a grade."""

from typing import Any

from app.coach.answers.how_sure import NOT_YET, close_calls, how_sure
from app.interview.grade import GateReason, VerdictState

MET, MISSED = VerdictState.MET, VerdictState.NOT_MET


def test_what_may_well_be_wrong_is_named_with_how_to_contest_it(make: Any) -> None:
    question, following = make.question("one"), make.question("two")
    grade = make.grade(question, [MET, MET, MISSED, MISSED], [0.9, 0.9, 0.1, 0.38])
    told = how_sure(make.answer(make.interview(question, following), grade))
    assert "about 3 of my 4 verdicts" in told
    assert "- Point 3 of one is made. (not met)" in told
    assert "Point 2" not in told
    assert "“I did say that ...”" in told


def test_where_nothing_is_a_close_call_that_is_said(make: Any) -> None:
    question, following = make.question("one"), make.question("two")
    interview = make.answer(make.interview(question, following), make.grade(question, [MET, MISSED, MET, MET]))
    assert close_calls(interview) == ""
    assert how_sure(interview).endswith("None of them is a close call.")


def test_what_is_still_asked_about_and_what_was_not_graded_point_by_point_are_not_told(make: Any) -> None:
    question = make.question("one")
    half = make.grade(question, [VerdictState.PARTLY_MET, MISSED, MET, MET], [0.5, 0.05, 0.9, 0.9])
    interview = make.answer(make.interview(question), half)
    assert interview.ask.point_id == "p0"
    assert "Point 0" not in how_sure(interview)
    assert how_sure(make.interview(question)) == NOT_YET
    gated = make.answer(make.interview(question), make.gated(question, GateReason.NO_ANSWER))
    assert how_sure(gated) == NOT_YET
