"""Long lists of cases, of which the default run takes one in so many and `pytest -m slow` the others."""

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(every: int, cases: Iterable[Any]) -> list[Any]:
    """The cases as parameters; all but each `every`th are slow."""
    return [case if number % every == 0 else slow(case) for number, case in enumerate(cases)]


def row_in(every: int, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The same of rows of several parameters each."""
    return [row if number % every == 0 else slow(*row) for number, row in enumerate(rows)]


def slow(*values: Any) -> Any:
    """A case that only the slow run takes."""
    return pytest.param(*values, marks=pytest.mark.slow)
