"""A bonus point earns, makes up for what is missed, and is never missed itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.interview.grade import Grade, VerdictState
from app.interview.results.reply import reply
from app.interview.results.scorecard import scorecard
from app.interview.standing_verdicts import earned

MET, HALF, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET


def graded(make: Any, states: Sequence[VerdictState], bonus: Sequence[int], question: Any = None) -> Grade:
    """A grade of a question whose points weigh 2 each; those at the places in `bonus` are bonus points."""
    grade = make.grade(question or make.question(weights=[2] * len(states)), states)
    verdicts = [replace(one, is_bonus=place in bonus) for place, one in enumerate(grade.verdicts)]
    return replace(grade, verdicts=tuple(verdicts))


def test_a_bonus_is_not_asked_for_and_makes_up_for_what_is_missed(make: Any) -> None:
    grade = graded(make, (MET, MISSED, MET), bonus=[2])
    assert (grade.earned, grade.possible, grade.score) == (4, 4, 1.0)


def test_a_full_answer_with_a_bonus_earns_no_more_than_all(make: Any) -> None:
    grade = graded(make, (MET, MET), bonus=[1])
    assert (grade.earned, grade.possible) == (2, 2)


def test_a_bonus_that_was_not_said_is_not_told_and_one_that_was_is_called_so(make: Any) -> None:
    grade = graded(make, (MET, MISSED, MET), bonus=[1, 2]).without_missed_bonus()
    assert [verdict.point_id for verdict in grade.verdicts] == ["p0", "p2"]
    words = reply(grade, {})
    assert "Point 1" not in words
    assert "Point 2 of q is made. (bonus)" in words


def test_no_follow_up_asks_for_a_bonus(make: Any) -> None:
    question = make.question(weights=(2, 2))
    told = make.answer(make.interview(question), graded(make, (MET, HALF), bonus=[1], question=question))
    assert told.ask is None
    told = make.answer(make.interview(question), graded(make, (MET, HALF), bonus=[], question=question))
    assert told.ask is not None


def test_a_bonus_is_nothing_to_review(make: Any) -> None:
    question = make.question(weights=(2, 2), follow_ups=False)
    interview = make.play(make.interview(question), lambda one: graded(make, (MET, HALF), bonus=[1], question=one))
    assert [item.point for item in scorecard(interview).review] == []


def test_a_bonus_does_not_pay_for_a_hint(make: Any) -> None:
    """What a hint cost stays lost, alone and over the turns of a question; what is missed is made up for."""
    grade = graded(make, (MET, MET, MET, MISSED), bonus=[2])
    assert grade.earned == 6
    hinted = replace(grade, verdicts=(replace(grade.verdicts[0], price=0.5), *grade.verdicts[1:]))
    full = replace(hinted, verdicts=hinted.verdicts[:3])
    assert (hinted.earned, hinted.possible) == (5, 6)
    assert (full.earned, full.possible) == (3, 4)
    (turn,) = make.answer(make.interview(make.question(weights=[2, 2, 2])), full).turns
    assert (earned([turn]).unprompted, earned([turn]).with_follow_ups, earned([turn]).bonus) == (3, 3, 0)


def test_who_makes_the_point_of_a_hint_has_no_less_than_who_leaves_it(make: Any) -> None:
    grade = graded(make, (MET, MET, MET), bonus=[2])
    costs = [replace(grade.verdicts[0], state=state, price=0.5) for state in (MISSED, HALF, MET)]
    totals = [replace(grade, verdicts=(one, *grade.verdicts[1:])).earned for one in costs]
    assert totals == sorted(totals)
