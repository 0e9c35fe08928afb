"""A part that must not be used."""

from typing import Any


class Untouchable:
    """A grader, a tutor, a store or an interviewer that fails the test that touches it."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)
