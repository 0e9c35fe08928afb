"""One grader for the tests that grade the bank, whose questions are those that answers were labelled for."""

from typing import Any

import pytest
from labelled import labelled_questions

from app.grading.offline import OfflineGrader
from ingest.bank.questions import Question


@pytest.fixture(scope="session")
def grader(remembering: Any) -> OfflineGrader:
    return OfflineGrader(remembering)


@pytest.fixture(scope="session")
def bank() -> list[Question]:
    return labelled_questions()
