"""Long lists of cases, of which the default run takes one in so many and `pytest -m slow` the others."""

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(every: int, cases: Iterable[Any]) -> list[Any]:
    """The cases as parameters; all but each `every`th are slow."""
    return [case if number % every == 0 else slow(case) for number, case in enumerate(cases)]


def slow(case: Any) -> Any:
    """A case that only the slow run takes."""
    return pytest.param(case, marks=pytest.mark.slow)
