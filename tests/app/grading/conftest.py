"""One grader for the tests that grade the bank: a question is prepared once a run."""

from typing import Any

import pytest

from app.grading.offline import OfflineGrader


@pytest.fixture(scope="session")
def grader(remembering: Any) -> OfflineGrader:
    return OfflineGrader(remembering)
