"""Links to the interviewer's chair of an interview, in the database, each by the digest of its token.

Decides that an interview has one link at a time, that a link leads to that one interview of that one owner and to
nothing else, and that one which is over is not found.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from app.store.accounts.times import aware, naive
from app.store.database import NUL, Transaction
from app.store.tables import chairs, interviews
from ingest.errors import NotFound


@dataclass(frozen=True)
class Seat:
    """The interviewer's chair of an interview of `owner`, offered by a link until `expires_utc`."""

    owner: str
    interview_id: str
    created_utc: datetime
    expires_utc: datetime


class Chairs:
    """Reads and writes links to a chair; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def offer(self, seat: Seat, digest: str) -> None:
        """Keep a link; the one that the interview had before is good no more.

        Raises:
            NotFound: the owner has no such interview.
        """
        identifier = seat.interview_id.replace(NUL, "")
        is_theirs = (interviews.c.id == identifier) & (interviews.c.owner == seat.owner)
        times = {"created_utc": naive(seat.created_utc), "expires_utc": naive(seat.expires_utc)}
        row = {"interview_id": identifier, "owner": seat.owner, "digest": digest, **times}
        with self._transaction() as connection:
            # Write before reading: SQLite refuses a write after a read where another process wrote in between. It
            # locks the interview too, so that of two who offer at once the second waits for the first.
            is_there = update(interviews).where(is_theirs).values(stage=interviews.c.stage)
            if connection.execute(is_there).rowcount == 0:
                raise NotFound(f"there is no interview {seat.interview_id!r}")
            connection.execute(delete(chairs).where(chairs.c.interview_id == identifier))
            connection.execute(chairs.insert().values(row))

    def offered(self, owner: str, interview_id: str, now: datetime) -> Seat | None:
        """The link of an interview of this owner; None where there is none that holds."""
        is_it = (chairs.c.owner == owner) & (chairs.c.interview_id == interview_id.replace(NUL, ""))
        return self._found(is_it & (chairs.c.expires_utc > naive(now)))

    def of_digest(self, digest: str, now: datetime) -> Seat | None:
        """Where a link leads; None where it is none, or is over."""
        return self._found((chairs.c.digest == digest) & (chairs.c.expires_utc > naive(now)))

    def revoke(self, owner: str, interview_id: str) -> None:
        """End the link of an interview.

        Raises:
            NotFound: this owner has none for it.
        """
        is_it = (chairs.c.owner == owner) & (chairs.c.interview_id == interview_id.replace(NUL, ""))
        with self._transaction() as connection:
            if connection.execute(delete(chairs).where(is_it)).rowcount == 0:
                raise NotFound(f"there is no link to the chair of interview {interview_id!r}")

    def _found(self, condition: Any) -> Seat | None:
        with self._transaction() as connection:
            row = connection.execute(select(chairs).where(condition)).one_or_none()
        return None if row is None else _seat(row)


def _seat(row: Row[Any]) -> Seat:
    return Seat(row.owner, row.interview_id, aware(row.created_utc), aware(row.expires_utc))
