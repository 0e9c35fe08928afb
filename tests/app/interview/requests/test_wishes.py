"""A wish that no command fulfils is told what is possible, and a question is tried again by its number."""

from typing import Any

import pytest

from app.interview.grade import VerdictState
from app.interview.requests.retry import turn_named
from app.interview.requests.wishes import Wish, wish_told
from ingest.errors import Conflict


def test_what_is_possible_is_told_and_an_exam_offers_no_help() -> None:
    assert "set by round and level at the start" in wish_told(Wish.LEVEL, is_exam=False)
    assert "cannot be put off" in wish_told(Wish.LATER, is_exam=False)
    for wish in Wish:
        assert "“Skip” leaves this one and earns 0 points." in wish_told(wish, is_exam=True)
        assert "try" not in wish_told(wish, is_exam=True)
        assert "hint" not in wish_told(wish, is_exam=True)


@pytest.mark.parametrize(
    ("words", "turn"),
    [
        ("back to question 1", 1),
        ("let me redo Q2 please", 2),
        ("I'd like to answer question two again", 2),
        ("can I change the first one", 1),
        ("go back to the second question", 2),
        ("let me try that again", None),
        ("a second try please", None),
    ],
)
def test_a_question_is_named_by_its_number_or_place(make: Any, words: str, turn: int | None) -> None:
    met = [VerdictState.MET] * 4
    questions = [make.question(name, follow_ups=False) for name in ("a", "b", "c")]
    interview = make.interview(*questions)
    for _ in range(2):
        interview = make.answer(interview, make.grade(interview.graded_against(interview.ask), met))
    assert turn_named(interview, words) == turn
    with pytest.raises(Conflict, match="question 3 is not answered yet"):
        turn_named(interview, "question 3 again")
    with pytest.raises(Conflict, match="question 9 is not answered yet"):
        turn_named(interview, "question 9 again")
