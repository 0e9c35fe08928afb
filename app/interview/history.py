"""An interview as it was at an earlier turn: for a reply that is told again, and for one that goes on from there. Pure.

Decides nothing about grades: what was taken stays as it was taken.
"""

from dataclasses import replace

from app.interview.interview import Interview
from app.interview.turn import Turn


def taken(interview: Interview, number: int) -> Turn | None:
    """The turn of that number; None where it is not answered yet."""
    return next((turn for turn in interview.turns if turn.ask.number == number), None)


def as_of(interview: Interview, number: int) -> Interview:
    """The interview when turn `number` was asked; as it is now where that one is not answered."""
    turn = taken(interview, number)
    if turn is None:
        return interview
    before = tuple(one for one in interview.turns if one.ask.number < number)
    return replace(interview, turns=before, ask=turn.ask, ended_utc=None, unanswered=None)
