"""Interviews on disk: SQLite by default, PostgreSQL by URL.

Decides what is one transaction. A turn is written whole, together with the interview's new state, before any word
of its reply is sent; a turn that was written is never changed. How the database is opened is in opening.py.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from alembic.util import CommandError
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, make_url, select, update
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from app.interview.appeal import Appeal
from app.interview.interview import Interview
from app.interview.turn import Ask, Turn
from app.store.conversations import Conversations, keep
from app.store.database import impatient, migrate, open_engine
from app.store.faults import of_opening, of_transaction
from app.store.reading import read
from app.store.tables import appeals, interviews, probes, turns
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import Conflict, NotFound, StoreFailed

# PostgreSQL takes it in no text, not even to compare; no id has it.
NUL = "\0"
ASK: TypeAdapter[Ask | None] = TypeAdapter(Ask | None)
TURN = TypeAdapter(Turn)
APPEAL = TypeAdapter(Appeal)
# Random characters, as many as a turn of 300 words has.
PROBE_CHARS = 20_000
PLAN: TypeAdapter[tuple[Question, ...]] = TypeAdapter(tuple[Question, ...])


class Store:
    """The one place that reads and writes interviews; safe to use from several threads."""

    def __init__(self, url: str) -> None:
        """Open the database and bring its tables up to date.

        Raises:
            StoreFailed: it cannot be opened or migrated; the message names it (faults.py).
        """
        try:
            place = make_url(url)
        except ArgumentError as error:
            raise StoreFailed("the database URL cannot be read; write one such as sqlite:///coach.sqlite") from error
        try:
            self._engine = open_engine(url)
            migrate(self._engine)
        except (SQLAlchemyError, CommandError, ImportError, OSError) as error:
            raise of_opening(error, place) from error
        self.conversations = Conversations(self._transaction)

    def close(self) -> None:
        """Release all connections."""
        self._engine.dispose()

    def check(self) -> None:
        """See that it can be written, by writing as much as a turn takes; a few milliseconds.

        Raises:
            StoreFailed: nothing can be stored now.
        """
        name = secrets.token_hex(8)
        with self._transaction() as connection, impatient(connection):
            # First the new row, then the old one goes: so that it takes room each time.
            connection.execute(probes.insert().values(id=name, body=secrets.token_hex(PROBE_CHARS // 2)))
            connection.execute(probes.delete().where(probes.c.id != name))

    def add(self, interview: Interview) -> None:
        """Store a new interview."""
        with self._transaction() as connection:
            connection.execute(interviews.insert().values(id=interview.id, **_columns(interview)))

    def add_kept(self, owner: str, interview: Interview, key: str) -> None:
        """Store a new interview with the turns that it has already, and keep it under the key of a conversation.

        Raises:
            Conflict: another interview is kept under this key.
        """
        try:
            with self._transaction() as connection:
                connection.execute(interviews.insert().values(id=interview.id, **_columns(interview)))
                for turn in interview.turns:
                    connection.execute(turns.insert().values(interview_id=interview.id, **_turn_columns(turn)))
                    for appeal in turn.appeals:
                        connection.execute(appeals.insert().values(_appeal_columns(interview.id, turn, appeal)))
                keep(connection, owner, key, interview.id)
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Conflict("another request has begun this conversation in the meantime") from error
            raise

    def get(self, identifier: str) -> Interview:
        """The interview of that id with all its turns.

        Raises:
            NotFound: there is none.
        """
        with self._transaction() as connection:
            return _read(connection, identifier)

    def turn_of_key(self, identifier: str, key: str) -> Turn | None:
        """The turn that was stored under this idempotency key; None where the key is new."""
        if NUL in identifier or NUL in key:
            return None
        with self._transaction() as connection:
            query = select(turns.c.body).where(turns.c.interview_id == identifier, turns.c.key == key)
            body = connection.execute(query).scalar()
            return None if body is None else read(TURN, body)

    def record(self, interview: Interview) -> None:
        """Store the last turn of `interview` and what is asked now, in one transaction.

        Raises:
            Conflict: another request has answered this turn, or ended the interview, in the meantime.
        """
        turn = interview.turns[-1]
        try:
            with self._transaction() as connection:
                connection.execute(turns.insert().values(interview_id=interview.id, **_turn_columns(turn)))
                is_open = (interviews.c.id == interview.id) & interviews.c.ended_utc.is_(None)
                if connection.execute(update(interviews).where(is_open).values(**_columns(interview))).rowcount == 0:
                    raise Conflict("this interview has been ended in the meantime; reload it")
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Conflict(
                    f"turn {turn.ask.number} of this interview has been answered already; reload it"
                ) from error
            raise

    def add_appeal(self, identifier: str, number: int, appeal: Appeal) -> None:
        """Store the outcome of an appeal against a verdict of turn `number`; the turn stays as it was written."""
        body = APPEAL.dump_python(appeal, mode="json")
        with self._transaction() as connection:
            connection.execute(appeals.insert().values(interview_id=identifier, number=number, body=body))

    def contested(self) -> list[Interview]:
        """The interviews that hold an appeal, oldest first."""
        with self._transaction() as connection:
            query = select(appeals.c.interview_id).group_by(appeals.c.interview_id).order_by(func.min(appeals.c.id))
            return [_read(connection, identifier) for identifier in connection.execute(query).scalars()]

    def change(self, identifier: str, rule: Callable[[Interview], Interview]) -> Interview:
        """Store what `rule` makes of an interview: what is asked now and whether it has ended; the turns stay.

        Raises:
            NotFound: there is no such interview.
        """
        if NUL in identifier:
            raise _nowhere(identifier)
        is_it = interviews.c.id == identifier
        with self._transaction() as connection:
            # Write before reading, which locks the interview: an answer stored in between was "not answered".
            connection.execute(update(interviews).where(is_it).values(stage=interviews.c.stage))
            interview = rule(_read(connection, identifier))
            connection.execute(update(interviews).where(is_it).values(**_columns(interview)))
        return interview

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise of_transaction(error) from error


def _columns(interview: Interview) -> dict[str, Any]:
    return {
        "stage": interview.stage.value,
        "topics": [topic.value for topic in interview.topics],
        "plan": PLAN.dump_python(interview.plan, mode="json"),
        "ask": ASK.dump_python(interview.ask or interview.unanswered, mode="json"),
        "started_utc": _naive(interview.started_utc),
        "ended_utc": None if interview.ended_utc is None else _naive(interview.ended_utc),
    }


def _turn_columns(turn: Turn) -> dict[str, Any]:
    return {
        "number": turn.ask.number,
        "key": turn.key,
        "body": TURN.dump_python(turn, mode="json"),
        "answered_utc": _naive(turn.answered_utc),
    }


def _appeal_columns(identifier: str, turn: Turn, appeal: Appeal) -> dict[str, Any]:
    body = APPEAL.dump_python(appeal, mode="json")
    return {"interview_id": identifier, "number": turn.ask.number, "body": body}


def _nowhere(identifier: str) -> NotFound:
    return NotFound(f"there is no interview {identifier!r}")


def _read(connection: Connection, identifier: str) -> Interview:
    if NUL in identifier:
        raise _nowhere(identifier)
    row = connection.execute(select(interviews).where(interviews.c.id == identifier)).one_or_none()
    if row is None:
        raise _nowhere(identifier)
    bodies = connection.execute(
        select(turns.c.body).where(turns.c.interview_id == identifier).order_by(turns.c.number)
    ).scalars()
    found = tuple(read(TURN, body) for body in bodies)
    contested: dict[int, list[Appeal]] = {}
    query = select(appeals.c.number, appeals.c.body).where(appeals.c.interview_id == identifier).order_by(appeals.c.id)
    for number, body in connection.execute(query):
        contested.setdefault(number, []).append(read(APPEAL, body))
    return _interview(row, tuple(replace(turn, appeals=tuple(contested.get(turn.ask.number, ()))) for turn in found))


def _interview(row: Row[Any], taken: tuple[Turn, ...]) -> Interview:
    asked = read(ASK, row.ask)
    return Interview(
        id=row.id,
        stage=Stage(row.stage),
        topics=tuple(Topic(topic) for topic in row.topics),
        plan=read(PLAN, row.plan),
        started_utc=row.started_utc.replace(tzinfo=UTC),
        ask=asked if row.ended_utc is None else None,
        turns=taken,
        ended_utc=None if row.ended_utc is None else row.ended_utc.replace(tzinfo=UTC),
        unanswered=None if row.ended_utc is None else asked,
    )


def _naive(moment: datetime) -> datetime:
    # SQLite keeps no zone; every time in the tables is UTC.
    return moment.astimezone(UTC).replace(tzinfo=None)
