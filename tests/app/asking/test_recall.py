"""Which words of the candidate come back in a question of a project review, and that none do that are beside it."""

from typing import Any

from app.asking.recall import with_lead
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage

TOLD = "I had two years of invoices, about 400 thousand. The baseline was a rule of thumb with a precision of 0.31."


def heard(make: Any, later: Question) -> Interview:
    """A project that was told, with a question still to come."""
    opening = make.question("opening", stage=Stage.PROJECT_REVIEW)
    interview = make.interview(opening, later)
    return make.answer(interview, make.grade(opening, [VerdictState.MET] * 4), answer=TOLD)


def lead(make: Any, text: str, instance: str) -> str:
    point = KeyPoint(id="one", text="I name it.", instances=(instance,))
    later = make.question("later", stage=Stage.PROJECT_REVIEW)
    later = later.model_copy(update={"text": text, "key_points": (point,)})
    ask = Ask(2, TurnKind.QUESTION, later.id, text)
    return with_lead(ask, heard(make, later)).lead


def test_a_claim_that_has_words_of_the_question_comes_back(make: Any) -> None:
    assert lead(make, "Which baseline did it have to beat?", "It was a rule.") == (
        "You said: “The baseline was a rule of thumb with a precision of 0.31”."
    )


def test_a_claim_is_not_brought_up_since_an_example_of_another_project_has_its_words(make: Any) -> None:
    """Where it was asked what would be done differently, it was "I had two years of invoices"."""
    assert lead(make, "What would you do differently?", "After two years of invoices I would begin anew.") == ""
