"""What a story is asked for: the missing point first, then what the story itself lacks."""

from typing import Any

import pytest

from app.interview.grade import GateReason, VerdictState
from ingest.bank.questions import KeyPoint
from ingest.bank.taxonomy import Stage

MET, MISSED = VerdictState.MET, VerdictState.NOT_MET


def test_a_story_is_asked_for_the_missing_point_that_wants_the_missing_evidence(make: Any) -> None:
    points = [
        KeyPoint(id=name, text=text, weight=weight, follow_up=f"And the {name}?")
        for name, text, weight in (
            ("conflict", "I say what it was about.", 3),
            ("habit", "I say what I learned from it.", 1),
        )
    ]
    question = make.question(stage=Stage.BEHAVIOURAL).model_copy(update={"key_points": tuple(points)})
    answer = {"answer": "word " * 60, "missing": ("lesson", "number")}
    interview = make.answer(make.interview(question), make.grade(question, [MISSED, MISSED]), **answer)
    assert interview.ask.point_id == "habit"


def test_where_the_points_are_told_the_story_is_asked_for_what_it_lacks(make: Any) -> None:
    question = make.question(stage=Stage.BEHAVIOURAL)
    told = {"answer": "word " * 60, "missing": ("number", "own part")}
    interview = make.answer(make.interview(question), make.grade(question, [MET] * 4), **told)
    assert (interview.ask.about, interview.ask.text[:10]) == ("own part", "You say “w")
    interview = make.answer(interview, make.grade(make.question(weights=(1,)), [MET]), missing=("number",))
    assert interview.ask.about == "number"


def test_a_story_that_makes_every_point_is_asked_for_none_of_its_elements(make: Any) -> None:
    """Asked "What came of it in the end?" was who had told the result, and had the point for it."""
    question = make.question(stage=Stage.BEHAVIOURAL)
    story = {"answer": "word " * 60, "missing": ("task", "result", "lesson")}
    interview = make.answer(make.interview(question, make.question("next")), make.grade(question, [MET] * 4), **story)
    assert interview.ask.about == "lesson"


@pytest.mark.parametrize("made", ["I say what I learned.", "I name a habit that I have changed since."])
def test_what_a_point_tells_that_was_made_is_not_asked_for_again(make: Any, made: str) -> None:
    points = [KeyPoint(id=f"p{n}", text=text) for n, text in enumerate((made, "I say who it was."))]
    question = make.question(stage=Stage.BEHAVIOURAL).model_copy(update={"key_points": tuple(points)})
    story = {"answer": "word " * 60, "missing": ("lesson",)}
    interview = make.answer(
        make.interview(question, make.question("next")), make.grade(question, [MET, MISSED]), **story
    )
    assert interview.ask.question_id == "next"


def test_who_has_no_more_to_tell_of_a_story_is_asked_for_no_more(make: Any) -> None:
    question = make.question(stage=Stage.BEHAVIOURAL)
    interview = make.interview(question, make.question("next"))
    interview = make.answer(interview, make.grade(question, [MISSED, MISSED, MET, MET]), answer="word " * 60)
    assert interview.ask.question_id == question.id
    asked = interview.graded_against(interview.ask)
    assert make.answer(interview, make.gated(asked, GateReason.EMPTY), answer="").ask.question_id == "next"
