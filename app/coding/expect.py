"""The comparisons of a test, made where the program cannot reach them.

Decides what counts as equal: lists and tuples are the same sequence, 1 is 1.0, arrays are compared by value. What a
program sends is plain data (inside/values.py); whatever is wrong with it is a failed comparison.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from app.coding.remote import Raised

MOST_SHOWN_CHARS = 300


class Failed(Exception):
    """A comparison failed: what was expected and what came."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.expected = expected
        self.got = got


class Expect:
    """What tests say."""

    def equal(self, got: Any, want: Any) -> None:
        """`got` is `want`."""
        if not same(got, want):
            raise Failed(shown(want), shown(got))

    def close(self, got: Any, want: Any, within: float = 1e-9) -> None:
        """All numbers of `got` are those of `want`, up to `within`."""
        try:
            array, wanted = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
            is_close = array.shape == wanted.shape and bool(np.all(np.abs(array - wanted) <= within))
        except (TypeError, ValueError):
            is_close = False
        if not is_close:
            raise Failed(f"{shown(want)} (within {within:g})", shown(got))

    def true(self, condition: Any, expected: str, got: Any = "something else") -> None:
        """`condition` holds; `expected` says what it is about."""
        if not (isinstance(condition, bool | np.bool_) and bool(condition)):
            raise Failed(expected, got if isinstance(got, str) else shown(got))

    def raises(self, kind: str, function: Callable[..., Any], *args: Any) -> None:
        """Calling raises an error of this kind, by its name."""
        try:
            got = function(*args)
        except Raised as error:
            if kind in error.kinds:
                return
            raise Failed(kind, error.type) from error
        raise Failed(f"{kind} is raised", shown(got))


def same(got: Any, want: Any) -> bool:  # noqa: PLR0911 - a kind of value a line
    """Whether two values are equal, sequences item by item; never an error, whatever came."""
    got, want = (value.item() if isinstance(value, np.generic) else value for value in (got, want))
    if isinstance(want, np.ndarray) or isinstance(got, np.ndarray):
        try:
            left, right = np.asarray(got), np.asarray(want)
            return left.shape == right.shape and bool(np.all(left == right))
        except (TypeError, ValueError):
            return False
    if isinstance(want, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(want)
            and all(same(one, other) for one, other in zip(got, want, strict=True))
        )
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(same(got[key], want[key]) for key in want)
    if isinstance(want, float) and math.isnan(want):
        return isinstance(got, float) and math.isnan(got)
    if isinstance(want, bool) or isinstance(got, bool):
        return type(got) is type(want) and bool(got == want)
    return type(got) in (type(want), int, float) and bool(got == want)


def shown(value: Any) -> str:
    """A value as it is told, cut where it is long."""
    text = repr(value)
    return text if len(text) <= MOST_SHOWN_CHARS else f"{text[:MOST_SHOWN_CHARS]} …"
