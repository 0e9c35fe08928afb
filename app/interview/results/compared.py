"""What the chair has heard beside what the coach has found, point by point. Pure.

Decides when they differ: the chair has heard a point for which the coach gave nothing, or has not heard one that the
coach calls met. A point that the coach calls partly met lies between, whatever the chair says. Neither moves the other.
"""

from dataclasses import dataclass
from datetime import datetime

from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.requests.marks import points_of
from app.interview.turn import Turn
from ingest.bank.questions import KeyPoint

AGREE, BETWEEN, DIFFER, NOT_GRADED = "agree", "between", "differ", "not graded"


@dataclass(frozen=True)
class ComparedPoint:
    """A key point: whether the chair has heard it, the coach's state of it, and whether the two agree.

    `state` is empty where the coach has not graded it.
    """

    point_id: str
    point: str
    weight: int
    heard: bool
    state: str
    outcome: str


@dataclass(frozen=True)
class Compared:
    """A turn by both: its points, and the chair's remark."""

    turn: int
    question: str
    points: tuple[ComparedPoint, ...]
    remark: str

    def count(self, outcome: str) -> int:
        """How many points have come to that."""
        return sum(one.outcome == outcome for one in self.points)


@dataclass(frozen=True)
class SecondChair:
    """What the chair said of an interview: since when it was taken, and of which turns its marks were handed in."""

    taken_utc: datetime
    turns: tuple[Compared, ...]
    agree: int
    differ: int


def compared(interview: Interview, turn: Turn) -> Compared | None:
    """A turn by both; None before the chair has handed in its marks."""
    note = interview.course.chair.note(turn.ask.number)
    if not note.is_handed_in:
        return None
    states = {verdict.point_id: verdict.state.value for verdict in turn.standing.verdicts}
    # A grade holds no bonus that was missed, and nobody has to hear of one that neither has found.
    missed = VerdictState.NOT_MET.value if turn.standing.is_graded else ""
    points = tuple(
        _point(point, states.get(point.id, missed if point.bonus else ""), is_heard=point.id in note.heard)
        for point in points_of(interview, turn.ask)
        if not point.bonus or point.id in states or point.id in note.heard
    )
    return Compared(turn.ask.number, turn.ask.text, points, note.remark)


def _point(point: KeyPoint, state: str, *, is_heard: bool) -> ComparedPoint:
    return ComparedPoint(point.id, point.text, point.weight, is_heard, state, _outcome(state, is_heard=is_heard))


def _outcome(state: str, *, is_heard: bool) -> str:
    if not state:
        return NOT_GRADED
    if state == VerdictState.PARTLY_MET.value:
        return BETWEEN
    return AGREE if is_heard == (state == VerdictState.MET.value) else DIFFER


def second_chair(interview: Interview) -> SecondChair | None:
    """What the chair said of an interview; None where nobody sat there."""
    taken = interview.course.chair.taken_utc
    if taken is None:
        return None
    both = tuple(one for turn in interview.turns if (one := compared(interview, turn)) is not None)
    return SecondChair(taken, both, sum(one.count(AGREE) for one in both), sum(one.count(DIFFER) for one in both))
