"""What the chair marks in a turn: which points it may mark, and when its marks are settled. Pure.

Decides that the chair judges before it sees the coach's verdicts: they are shown once its marks are handed in, and from
then on the marks of an answer that is graded stay as they are. A remark may still be changed.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.interview.interview import Interview
from app.interview.turn import Ask, Turn
from ingest.bank.questions import KeyPoint
from ingest.errors import BadRequest, Conflict, NotFound


def ask_of(interview: Interview, number: int) -> Ask:
    """What is or was asked in turn `number`.

    Raises:
        NotFound: there is no such turn yet.
    """
    asks = [turn.ask for turn in interview.turns] + ([] if interview.ask is None else [interview.ask])
    found = next((ask for ask in asks if ask.number == number), None)
    if found is None:
        raise NotFound(f"there is no turn {number}")
    return found


def points_of(interview: Interview, ask: Ask) -> tuple[KeyPoint, ...]:
    """The key points that an answer to `ask` can make."""
    return interview.graded_against(ask).key_points


def turn_of(interview: Interview, number: int) -> Turn | None:
    """The answered turn of that number; None where it is not answered yet."""
    return next((turn for turn in interview.turns if turn.ask.number == number), None)


@dataclass(frozen=True)
class Marks:
    """What the chair says of a turn: the ids of the points that it has heard, a remark, and whether that is all."""

    heard: tuple[str, ...]
    remark: str
    is_handed_in: bool


def marked(interview: Interview, number: int, marks: Marks, now: datetime) -> Interview:
    """The interview with what the chair says of turn `number`; what it said of it before goes.

    Raises:
        NotFound: there is no such turn.
        BadRequest: a point is none of that turn.
        Conflict: the marks of this turn are settled, and others come.
    """
    known = [point.id for point in points_of(interview, ask_of(interview, number))]
    if unknown := sorted(set(marks.heard) - set(known)):
        raise BadRequest(f"turn {number} has no key point {', '.join(map(repr, unknown))}")
    before = interview.course.chair.note(number)
    kept = tuple(one for one in known if one in marks.heard)
    if before.is_handed_in and turn_of(interview, number) is not None and kept != before.heard:
        raise Conflict("these marks are handed in and held against the coach's verdicts; they stay as they were")
    handed_in = before.handed_in_utc or (now if marks.is_handed_in else None)
    note = replace(before, heard=kept, remark=marks.remark, handed_in_utc=handed_in)
    return replace(interview, course=replace(interview.course, chair=interview.course.chair.noting(note)))
