"""Which interviews a candidate lets a coach read, in the database.

Decides that both names stand in every query: a share of others is not there, for its coach and for its candidate; and
that a coach finds none of a candidate who is disabled.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.store.accounts.times import aware, naive
from app.store.database import NUL, Transaction
from app.store.tables import interviews, shares, users
from ingest.errors import Conflict, NotFound, StoreFailed


@dataclass(frozen=True)
class Share:
    """An interview of `owner` that `coach` may read; `name` is what the other of the two is called."""

    id: str
    owner: str
    coach: str
    interview_id: str
    created_utc: datetime
    name: str = ""


class Shares:
    """Reads and writes shares; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def add(self, share: Share) -> None:
        """Keep a share of an interview of its owner.

        Raises:
            NotFound: the owner has no such interview.
            Conflict: this coach may read it already.
        """
        is_theirs = (interviews.c.id == share.interview_id) & (interviews.c.owner == share.owner)
        row = {"id": share.id, "owner": share.owner, "coach": share.coach, "interview_id": share.interview_id}
        try:
            with self._transaction() as connection:
                # Write before reading: SQLite refuses a write after a read where another process wrote in between.
                is_there = update(interviews).where(is_theirs).values(stage=interviews.c.stage)
                if connection.execute(is_there).rowcount == 0:
                    raise NotFound(f"there is no interview {share.interview_id!r}")
                connection.execute(shares.insert().values(created_utc=naive(share.created_utc), **row))
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Conflict("this coach may read this interview already") from error
            raise

    def of_candidate(self, owner: str) -> list[Share]:
        """What a candidate shares, with the names of the coaches, the latest first."""
        return self._found(shares.c.owner == owner, shares.c.coach)

    def of_coach(self, coach: str) -> list[Share]:
        """What is shared with a coach, with the names of the candidates, the latest first."""
        return self._found(_is_seen_by(coach), shares.c.owner)

    def one_of_coach(self, coach: str, share_id: str) -> Share:
        """A share with this coach.

        Raises:
            NotFound: there is none of that id.
        """
        found = self._found(_is_seen_by(coach) & (shares.c.id == share_id.replace(NUL, "")), shares.c.owner)
        if not found:
            raise NotFound(f"nothing is shared under {share_id!r}")
        return found[0]

    def remove(self, owner: str, share_id: str) -> None:
        """End a share.

        Raises:
            NotFound: this owner has none of that id.
        """
        is_it = (shares.c.owner == owner) & (shares.c.id == share_id.replace(NUL, ""))
        with self._transaction() as connection:
            if connection.execute(delete(shares).where(is_it)).rowcount == 0:
                raise NotFound(f"nothing is shared under {share_id!r}")

    def _found(self, condition: Any, other: Any) -> list[Share]:
        query = select(shares, users.c.name).join(users, users.c.owner == other).where(condition)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(shares.c.created_utc.desc(), shares.c.id))
            return [_share(row) for row in rows]


def _is_seen_by(coach: str) -> Any:
    """Of shares joined with their candidates."""
    return (shares.c.coach == coach) & users.c.disabled_utc.is_(None)


def _share(row: Row[Any]) -> Share:
    return Share(row.id, row.owner, row.coach, row.interview_id, aware(row.created_utc), row.name)
