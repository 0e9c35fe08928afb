"""Appeals in plain words: which point and which sentence they mean, and when they mean none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.candidate.candidate import LOCAL
from app.coach.answers.appeals import Appeals
from app.coach.answers.appeals_in_words import AppealsInWords, contested, takes_up
from app.grading.reconsider import Contested
from app.interview.grade import Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.turn import TurnKind
from app.store.interviews import Store
from ingest.bank.questions import KeyPoint
from ingest.errors import BadRequest

MET, MISSED = VerdictState.MET, VerdictState.NOT_MET
ANSWER = "First we took a logistic regression to compare with. Then we watched the latency in production."
POINTS = (
    KeyPoint(id="baseline", text="A simple baseline such as a regression was measured first."),
    KeyPoint(id="latency", text="The latency was monitored in production."),
    KeyPoint(id="costs", text="What a call costs was estimated."),
)


@pytest.fixture
def interview(make: Any) -> Interview:
    one = make.question("one").model_copy(update={"key_points": POINTS})
    started = make.interview(one, make.question("two"))
    return make.answer(started, make.grade(one, [MISSED, MISSED, MISSED]), answer=ANSWER)


@pytest.mark.parametrize(
    ("words", "point", "begins"),
    [
        ("I did say that we compared with a logistic regression", "baseline", "First we took"),
        ("You missed the latency, I wrote it", "latency", "Then we watched"),
        ('Unfair: "watched the latency" is in my answer', "latency", "watched the latency"),
    ],
)
def test_an_appeal_names_a_point_by_its_words_or_by_those_of_the_answer(
    interview: Interview, words: str, point: str, begins: str
) -> None:
    found = contested(interview, words)
    assert found is not None
    assert (found.turn, found.verdict.point_id) == (1, point)
    assert found.sentence.startswith(begins)
    assert found.sentence in ANSWER


def test_words_that_are_quoted_stand_where_they_stand_whatever_is_before_them(interview: Interview) -> None:
    """Of some letters the small one is two characters long."""
    turn = replace(interview.turns[0], answer="At \u0130\u0130\u0130 A.S. we watched the latency in production.")
    found = contested(replace(interview, turns=(turn,)), 'Unfair: "watched the LATENCY" is in my answer')
    assert found is not None
    assert found.sentence == "watched the latency"


@pytest.mark.parametrize("words", ["That is unfair!", "I said that already", "I clearly explained it, check again"])
def test_an_appeal_that_names_no_point_contests_none(interview: Interview, words: str) -> None:
    assert contested(interview, words) is None


def test_one_word_of_many_in_common_names_no_point(interview: Interview) -> None:
    """Words on an answer that no verdict was given for granted a point of another question: both said "another"."""
    assert contested(interview, "I said to measure recall on a set of questions in the test environment first") is None


def test_what_was_said_before_is_taken_up_and_something_new_is_not(interview: Interview) -> None:
    assert takes_up(interview, "I did say that we took a logistic regression to compare with")
    assert not takes_up(interview, "I said no to the deadline and offered half of the scope with a regression later")


def test_who_says_nothing_of_the_new_question_means_the_answer_before_with_fewer_of_its_words(
    interview: Interview, make: Any
) -> None:
    words = "I did say that latency was watched by dashboards and alerts"
    assert takes_up(interview, words)
    assert interview.ask is not None
    asked = replace(interview.ask, text="Which dashboards do you build?")
    assert not takes_up(replace(interview, ask=asked), words)
    assert not takes_up(replace(interview, ask=replace(interview.ask, kind=TurnKind.FOLLOW_UP)), words)


@pytest.fixture
def appealing(interview: Interview, make: Any) -> Callable[..., AppealsInWords]:
    """Appeals of a store with this interview, where each second look is the given one."""

    def open_(look: Callable[..., Verdict]) -> AppealsInWords:
        store = Store("sqlite://")
        store.add(LOCAL, replace(interview, turns=()))
        store.record(LOCAL, interview)
        return AppealsInWords(Appeals(store, look, lambda: make.now))

    return open_


def test_the_outcome_is_told_with_the_point_and_the_words(
    interview: Interview, appealing: Callable[..., AppealsInWords]
) -> None:
    def met(_: Any, contested: Contested, point_id: str, __: str) -> Verdict:
        first = next(one for one in contested.grade.verdicts if one.point_id == point_id)
        return replace(first, state=MET, reason="Looked at again, it changes.")

    appeals = appealing(met)
    told = appeals.appeal(interview, "I did mention that we watched the latency")
    assert told == (
        "About “The latency was monitored in production.”, by your words “Then we watched the latency in production.”: "
        "Looked at again, it changes."
    )
    stored = appeals.appeals.store.get(LOCAL, interview.id)
    assert [one.state for one in stored.turns[0].standing.verdicts] == [MISSED, MET, MISSED]


def test_an_appeal_that_is_refused_is_told_why(interview: Interview, appealing: Callable[..., AppealsInWords]) -> None:
    def refuse(*_: Any) -> Verdict:
        raise BadRequest("the point is already met")

    assert appealing(refuse).appeal(interview, "I did mention the latency") == "The point is already met."


def test_an_appeal_of_another_owner_finds_nothing(
    interview: Interview, appealing: Callable[..., AppealsInWords]
) -> None:
    other = appealing(lambda *_: None).of("another")
    assert other.appeals.owner == "another"
