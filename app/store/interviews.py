"""Interviews on disk: SQLite by default, PostgreSQL by URL.

Decides what is one transaction. A turn is written whole, together with the interview's new state and
what it tells of the candidate, before any word of its reply is sent; a turn that was written is never changed. Every
row has its owner, who stands in every query: a row of somebody else is not there. How the database is opened is in
database.py.
"""

import secrets
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import Connection, func, make_url, select, update
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from app.candidate.candidate import Learned, said
from app.interview.appeal import Appeal
from app.interview.interview import Interview
from app.interview.turn import Turn
from app.store.accounts.chairs import Chairs
from app.store.accounts.identities import Identities
from app.store.accounts.ledger import Ledger
from app.store.accounts.proofs import Proofs
from app.store.accounts.shares import Shares
from app.store.accounts.users import Users
from app.store.candidates import Candidates, learn
from app.store.consents import Consents
from app.store.conversations import Conversations, keep
from app.store.database import NUL, impatient, migrate, open_engine
from app.store.faults import of_opening, of_transaction
from app.store.interview_rows import (
    TURN,
    appeal_columns,
    columns,
    nowhere,
    plan_column,
    read_interview,
    state_columns,
    turn_columns,
)
from app.store.projects import Projects
from app.store.retention import Retention
from app.store.stored_rows import read
from app.store.tables import appeals, interviews, probes, turns
from ingest.errors import Conflict, StoreFailed

# Random characters, as many as a turn of 300 words has.
PROBE_CHARS = 20_000
MOST_LISTED = 100


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
            # A store that is dropped, or not opened to its end, releases its connections too: 3.13 warns of them.
            weakref.finalize(self, self._engine.dispose)
            migrate(self._engine)
        except (SQLAlchemyError, CommandError, ImportError, OSError) as error:
            raise of_opening(error, place) from error
        self.candidates = Candidates(self.transaction)
        self.conversations = Conversations(self.transaction)
        self.consents = Consents(self.transaction)
        self.projects = Projects(self.transaction)
        self.users = Users(self.transaction)
        self.proofs = Proofs(self.transaction)
        self.identities = Identities(self.transaction)
        self.ledger = Ledger(self.transaction)
        self.shares = Shares(self.transaction)
        self.chairs = Chairs(self.transaction)
        self.retention = Retention(self.transaction)

    def close(self) -> None:
        """Release all connections."""
        self._engine.dispose()

    def check(self) -> None:
        """See that it can be written, by writing as much as a turn takes; a few milliseconds.

        Raises:
            StoreFailed: nothing can be stored now.
        """
        name = secrets.token_hex(8)
        with self.transaction() as connection, impatient(connection):
            # First the new row, then the old one goes: so that it takes room each time.
            connection.execute(probes.insert().values(id=name, body=secrets.token_hex(PROBE_CHARS // 2)))
            connection.execute(probes.delete().where(probes.c.id != name))

    def empty_log(self) -> None:
        """Let nothing of what was deleted stand in SQLite's log any more, which keeps pages as they were.

        Where somebody reads or writes for long just then, it stays until SQLite has written over it.

        Raises:
            StoreFailed: the database cannot be written.
        """
        if self._engine.dialect.name == "sqlite":
            with self.transaction() as connection, impatient(connection):
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def add(self, owner: str, interview: Interview, learned: Learned | None = None) -> None:
        """Store a new interview, and what is `learned` of its owner by its start."""
        with self.transaction() as connection:
            connection.execute(interviews.insert().values(id=interview.id, owner=owner, **columns(interview)))
            if learned is not None:
                learn(connection, owner, learned)

    def add_kept(self, owner: str, interview: Interview, key: str) -> None:
        """Store a new interview with the turns that it has already, and keep it under the key of a conversation.

        Raises:
            Conflict: another interview is kept under this key.
        """
        try:
            with self.transaction() as connection:
                connection.execute(interviews.insert().values(id=interview.id, owner=owner, **columns(interview)))
                for turn in interview.turns:
                    connection.execute(turns.insert().values(turn_columns(owner, interview.id, turn)))
                    for appeal in turn.appeals:
                        row = appeal_columns(owner, interview.id, turn.ask.number, appeal)
                        connection.execute(appeals.insert().values(row))
                keep(connection, owner, key, interview.id)
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Conflict("another request has begun this conversation in the meantime") from error
            raise

    def get(self, owner: str, identifier: str) -> Interview:
        """The interview of that id with all its turns.

        Raises:
            NotFound: this owner has none.
        """
        with self.transaction() as connection:
            return read_interview(connection, owner, identifier)

    def turn_of_key(self, owner: str, identifier: str, key: str) -> Turn | None:
        """The turn that was stored under this idempotency key; None where the key is new."""
        if NUL in identifier or NUL in key:
            return None
        with self.transaction() as connection:
            query = select(turns.c.body).where(
                turns.c.owner == owner, turns.c.interview_id == identifier, turns.c.key == key
            )
            body = connection.execute(query).scalar()
            return None if body is None else read(TURN, body)

    def record(self, owner: str, interview: Interview, learned: Learned | None = None) -> None:
        """Store the last turn of `interview`, what is asked now, and what is `learned` of the owner: one transaction.

        Raises:
            NotFound: this owner has no such interview.
            Conflict: another request has answered this turn, or ended the interview, in the meantime.
        """
        turn = interview.turns[-1]
        try:
            with self.transaction() as connection:
                connection.execute(turns.insert().values(turn_columns(owner, interview.id, turn)))
                is_it = (interviews.c.owner == owner) & (interviews.c.id == interview.id)
                is_open = is_it & interviews.c.ended_utc.is_(None)
                # What was said between the answers may have grown while this one was graded; it is not written back.
                changed = (
                    update(interviews).where(is_open).values(plan=plan_column(interview), **state_columns(interview))
                )
                if connection.execute(changed).rowcount == 0:
                    read_interview(connection, owner, interview.id)
                    raise Conflict("this interview has been ended in the meantime; reload it")
                if learned is not None:
                    learn(connection, owner, learned)
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Conflict(
                    f"turn {turn.ask.number} of this interview has been answered already; reload it"
                ) from error
            raise

    def add_appeal(
        self, owner: str, identifier: str, number: int, appeal: Appeal, learned: Learned | None = None
    ) -> None:
        """Store the outcome of an appeal against a verdict of turn `number`; the turn stays as it was written."""
        with self.transaction() as connection:
            connection.execute(appeals.insert().values(appeal_columns(owner, identifier, number, appeal)))
            if learned is not None:
                learn(connection, owner, learned)

    def count(self, owner: str) -> int:
        """How many interviews an owner has."""
        with self.transaction() as connection:
            mine = select(func.count()).select_from(interviews).where(interviews.c.owner == owner)
            return connection.execute(mine).scalar_one()

    def of_owner(self, owner: str, skip: int = 0, most: int = MOST_LISTED) -> list[Interview]:
        """The latest interviews of an owner behind the first `skip`, latest first, each with all its turns."""
        with self.transaction() as connection:
            query = select(interviews.c.id).where(interviews.c.owner == owner)
            query = query.order_by(interviews.c.started_utc.desc(), interviews.c.id).offset(skip).limit(most)
            return [read_interview(connection, owner, identifier) for identifier in connection.execute(query).scalars()]

    def contested(self, owner: str) -> list[Interview]:
        """The interviews that hold an appeal, oldest first."""
        with self.transaction() as connection:
            query = select(appeals.c.interview_id).where(appeals.c.owner == owner).group_by(appeals.c.interview_id)
            query = query.order_by(func.min(appeals.c.id))
            return [read_interview(connection, owner, identifier) for identifier in connection.execute(query).scalars()]

    def change(self, owner: str, identifier: str, rule: Callable[[Interview], Interview]) -> Interview:
        """Store what `rule` makes of an interview: what is asked now and whether it has ended; the turns stay.

        Where that ends an exam, what its answers tell of the owner is learned too.

        Raises:
            NotFound: this owner has no such interview.
        """
        if NUL in identifier:
            raise nowhere(identifier)
        is_it = (interviews.c.owner == owner) & (interviews.c.id == identifier)
        with self.transaction() as connection:
            # Write before reading, which locks the interview: an answer stored in between was "not answered".
            connection.execute(update(interviews).where(is_it).values(stage=interviews.c.stage))
            before = read_interview(connection, owner, identifier)
            interview = rule(before)
            connection.execute(update(interviews).where(is_it).values(**columns(interview)))
            if before.withholds and not interview.withholds:
                learn(connection, owner, said(interview))
        return interview

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction on the database.

        Raises:
            StoreFailed: it cannot be read or written.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise of_transaction(error) from error
