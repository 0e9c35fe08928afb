"""Appeals as the coach takes them: which verdicts can be contested, how often, and what is kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.candidate.candidate import LOCAL
from app.coach.coach import Coach
from app.grading.reconsider import Contested
from app.interview.appeal import MOST_APPEALS
from app.interview.grade import Verdict, VerdictState
from app.interview.interview import Interview
from app.store.interviews import Store
from ingest.bank.questions import Question
from ingest.errors import Conflict

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET


class Appealed:
    """Appeals in an interview whose first answer is graded; what a second look comes to is `state`."""

    def __init__(self, coach: Coach, interview: Interview, store: Store) -> None:
        self.state, self.looks = MISSED, 0
        self.store = store
        self.appeals = replace(coach.appeals, store=store, reconsider=self._look)
        self.interview = interview
        store.add(LOCAL, interview)

    def _look(self, _: Question, contested: Contested, point_id: str, __: str) -> Verdict:
        self.looks += 1
        first = next(one for one in contested.grade.verdicts if one.point_id == point_id)
        return replace(first, state=self.state)

    def appeal(self, point_id: str, sentence: str = "my own words") -> VerdictState:
        return self.appeals.appeal(self.interview.id, 1, point_id, sentence).after.state


@pytest.fixture
def appealed(coach: Coach, make: Any) -> Iterator[Appealed]:
    store = Store("sqlite://")
    plan = make.question("one"), make.question("two")
    started = make.interview(*plan)
    appealed = Appealed(coach, started, store)
    # The first question is answered with no point left to probe; then the second, which leads to a follow-up on p0.
    for states in ([MET, MET, MET, MISSED], [PARTLY, MET, MET, MET]):
        question = started.question(started.ask.question_id)
        started = make.answer(started, make.grade(question, states), key=question.id)
        store.record(LOCAL, started)
    yield appealed
    store.close()


def test_a_point_whose_id_another_question_asks_about_now_can_be_contested(appealed: Appealed) -> None:
    asked = appealed.store.get(LOCAL, appealed.interview.id).ask
    assert asked is not None
    assert (asked.question_id, asked.point_id) == ("two", "p0")
    assert appealed.appeal("p0") is MISSED
    with pytest.raises(Conflict, match="asked about now"):
        appealed.appeals.appeal(appealed.interview.id, 2, "p0", "my own words")


def test_the_same_appeal_sent_again_gets_what_came_of_it_and_is_stored_once(appealed: Appealed) -> None:
    assert [appealed.appeal("p3"), appealed.appeal("p3", "my  own words"), appealed.appeal("p3", "my own")] == [
        MISSED
    ] * 3
    appealed.appeal("p3")
    assert appealed.looks == 2
    assert len(appealed.store.get(LOCAL, appealed.interview.id).turns[0].appeals) == 2


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
