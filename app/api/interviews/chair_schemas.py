"""The second chair as the candidate sees it over the wire: whether it is taken, what it asks, where the two differ.

Decides what of it is told when: nothing of a point that is still asked about, and no remark while one is, for a person
may name it; of an exam nothing before its end.
"""

import hashlib
import json
from datetime import datetime
from typing import Self

from app.api.schemas import Model
from app.interview.interview import Interview
from app.interview.requests.chair_questions import waiting_question
from app.interview.results.compared import Compared, ComparedPoint, compared
from app.interview.turn import Turn


class ComparedPointView(Model):
    """A key point by both: `outcome` is agree, between, differ or not graded; `state` is the coach's."""

    point_id: str
    point: str
    weight: int
    heard: bool
    state: str
    outcome: str

    @classmethod
    def of(cls, point: ComparedPoint) -> Self:
        """The view of a point."""
        return cls(**point.__dict__)


class ComparedView(Model):
    """What the interviewer in the second chair heard in an answer, beside the coach's verdicts, and their remark."""

    points: list[ComparedPointView]
    remark: str

    @classmethod
    def of(cls, found: Compared) -> Self:
        """The view of all of it, as it is told at the end."""
        return cls(points=[ComparedPointView.of(one) for one in found.points], remark=found.remark)

    @classmethod
    def for_candidate(cls, interview: Interview, turn: Turn) -> Self | None:
        """What a candidate may see of it now; None where nothing was handed in."""
        found = compared(interview, turn)
        if found is None or interview.withholds:
            return None
        held_back = interview.held_back(turn)
        points = [ComparedPointView.of(one) for one in found.points if one.point_id not in held_back]
        return cls(points=points, remark="" if held_back else found.remark)


class SecondChairView(Model):
    """Whether somebody sits beside the coach; `waiting` is their question that comes next, empty where none does.

    `stamp` changes with whatever a candidate may see of the interview.
    """

    taken_utc: datetime | None
    waiting: str
    stamp: str

    @classmethod
    def of(cls, interview: Interview) -> Self:
        """The view of the chair."""
        waiting = waiting_question(interview)
        words = "" if waiting is None else waiting.text
        return cls(taken_utc=interview.course.chair.taken_utc, waiting=words, stamp=_stamp(interview, words))


def _stamp(interview: Interview, waiting: str) -> str:
    ask, course = interview.ask, interview.course
    told = [ComparedView.for_candidate(interview, turn) for turn in interview.turns]
    parts = [
        len(interview.turns),
        None if ask is None else [ask.number, ask.spoken],
        len(course.exchanges),
        course.is_paused,
        course.chair.taken_utc is not None,
        waiting,
        [None if one is None else one.model_dump() for one in told],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
