"""One grader for the tests that grade the bank, whose questions are those that answers were labelled for; and one
question that was made up, for those that look at a rule.
"""

from typing import Any

import pytest
from labelled import labelled_questions

from app.grading.offline import OfflineGrader
from ingest.bank.questions import KeyPoint, Question, WrongStatement
from ingest.bank.taxonomy import Stage


@pytest.fixture(scope="session")
def grader(remembering: Any) -> OfflineGrader:
    return OfflineGrader(remembering)


@pytest.fixture(scope="session")
def bank() -> list[Question]:
    return labelled_questions()


POINTS = (
    KeyPoint(
        id="bias", weight=3, text="High bias means the model is too simple and underfits the training data.",
        other_wordings=("A model that is too simple underfits: it has high bias.",),
    ),
    KeyPoint(
        id="variance", weight=3, text="High variance means the model follows the noise of its sample and overfits.",
        other_wordings=("Overfitting is variance: fitted on another sample, the model would change a lot.",),
    ),
    KeyPoint(
        id="gap", weight=1, text="A large gap between training and validation error is the sign of variance.",
        other_wordings=("Low training error with high validation error shows overfitting.",),
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def question() -> Question:
    return Question(
        id="bias-variance",
        text="What do bias and variance mean, and how do you tell which one hurts your model?",
        stage=Stage.SCREENING,
        key_points=POINTS,
        wrong_statements=(
            WrongStatement(
                text="A model with high variance underfits the training data.", why="High variance overfits."
            ),
        ),
        strong_answer=(
            "Bias is what a model cannot express: with high bias it is too simple, so it underfits the training data. "
            "With high variance the model follows the noise of its sample, it overfits. I compare training and "
            "validation error: a large gap between the two is the sign of variance."
        ),
    )
