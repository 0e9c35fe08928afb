"""An interview as rows of the database, and back.

Decides what of an interview, a turn and an appeal stands in which column; what is one transaction is in interviews.py.
"""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from app.interview.appeal import Appeal
from app.interview.course import Course
from app.interview.interview import Interview
from app.interview.turn import Ask, Turn
from app.store.accounts.times import aware, aware_or_none, naive
from app.store.database import NUL
from app.store.stored_rows import read
from app.store.tables import appeals, interviews, turns
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import NotFound

ASK: TypeAdapter[Ask | None] = TypeAdapter(Ask | None)
TURN = TypeAdapter(Turn)
APPEAL = TypeAdapter(Appeal)
COURSE = TypeAdapter(Course)
PLAN: TypeAdapter[tuple[Question, ...]] = TypeAdapter(tuple[Question, ...])


def columns(interview: Interview) -> dict[str, Any]:
    """The columns of an interview."""
    return {
        "stage": interview.stage.value,
        "topics": [topic.value for topic in interview.topics],
        "plan": plan_column(interview),
        "started_utc": naive(interview.started_utc),
        "course": COURSE.dump_python(interview.course, mode="json"),
        **state_columns(interview),
    }


def plan_column(interview: Interview) -> Any:
    """The column of what is to be asked."""
    return PLAN.dump_python(interview.plan, mode="json")


def state_columns(interview: Interview) -> dict[str, Any]:
    """The columns of what is asked now, and of the end."""
    return {
        "ask": ASK.dump_python(interview.ask or interview.unanswered, mode="json"),
        "ended_utc": None if interview.ended_utc is None else naive(interview.ended_utc),
    }


def turn_columns(owner: str, identifier: str, turn: Turn) -> dict[str, Any]:
    """The columns of a turn."""
    return {
        "interview_id": identifier,
        "owner": owner,
        "number": turn.ask.number,
        "key": turn.key,
        "body": TURN.dump_python(turn, mode="json"),
        "answered_utc": naive(turn.answered_utc),
    }


def appeal_columns(owner: str, identifier: str, number: int, appeal: Appeal) -> dict[str, Any]:
    """The columns of an appeal against a verdict of turn `number`."""
    body = APPEAL.dump_python(appeal, mode="json")
    return {"interview_id": identifier, "owner": owner, "number": number, "body": body}


def nowhere(identifier: str) -> NotFound:
    """What is said where an owner has no such interview."""
    return NotFound(f"there is no interview {identifier!r}")


def read_interview(connection: Connection, owner: str, identifier: str) -> Interview:
    """The interview of that id with all its turns and their appeals.

    Raises:
        NotFound: this owner has none.
    """
    if NUL in identifier:
        raise nowhere(identifier)
    is_it = (interviews.c.owner == owner) & (interviews.c.id == identifier)
    row = connection.execute(select(interviews).where(is_it)).one_or_none()
    if row is None:
        raise nowhere(identifier)
    is_its = (turns.c.owner == owner) & (turns.c.interview_id == identifier)
    bodies = connection.execute(select(turns.c.body).where(is_its).order_by(turns.c.number)).scalars()
    found = tuple(read(TURN, body) for body in bodies)
    contested: dict[int, list[Appeal]] = {}
    query = select(appeals.c.number, appeals.c.body).where(
        appeals.c.owner == owner, appeals.c.interview_id == identifier
    )
    for number, body in connection.execute(query.order_by(appeals.c.id)):
        contested.setdefault(number, []).append(read(APPEAL, body))
    return _interview(row, tuple(replace(turn, appeals=tuple(contested.get(turn.ask.number, ()))) for turn in found))


def _interview(row: Row[Any], taken: tuple[Turn, ...]) -> Interview:
    asked = read(ASK, row.ask)
    return Interview(
        id=row.id,
        stage=Stage(row.stage),
        topics=tuple(Topic(topic) for topic in row.topics),
        plan=read(PLAN, row.plan),
        started_utc=aware(row.started_utc),
        ask=asked if row.ended_utc is None else None,
        turns=taken,
        ended_utc=aware_or_none(row.ended_utc),
        unanswered=None if row.ended_utc is None else asked,
        course=Course() if row.course is None else read(COURSE, row.course),
    )
