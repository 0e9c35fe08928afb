"""What was tried, what was used, who did what: the records of a coach that several people share, in the database.

Decides that what is counted before a request begins is counted and held against the limits in one transaction, which a
refusal takes back: of two requests at once that want the last one, one is refused.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.attempts import LONGEST
from app.accounts.audit import Act, Entry
from app.accounts.quotas import Amount, Limits, Quota, used_up
from app.store.accounts.times import aware, naive
from app.store.database import Transaction
from app.store.tables import attempts, audit, spending, users

COUNTED = {
    Quota.REQUESTS: spending.c.requests,
    Quota.ANSWERS: spending.c.answers,
    Quota.UPLOADS: spending.c.uploads,
}
AMOUNTS = ("requests", "answers", "uploads", "tokens", "cost_usd")
MOST_ENTRIES = 1000
# As long as the column.
MOST_DETAIL_CHARS = 200


class UsedUp(Exception):
    """A quota has no room; `is_everybodys` where it is the one of all users together. It takes the transaction back."""

    def __init__(self, quota: Quota, *, is_everybodys: bool) -> None:
        super().__init__(quota.value)
        self.quota = quota
        self.is_everybodys = is_everybodys


class Ledger:
    """Reads and writes the records; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def count(self, owner: str, day: str, wanted: Collection[Quota], limits: Limits) -> None:
        """Count a request that wants something of these quotas.

        Raises:
            UsedUp: one of them has no room; nothing is counted then.
        """
        more = {COUNTED[quota]: COUNTED[quota] + 1 for quota in wanted if quota in COUNTED}
        with self._transaction() as connection:
            if more:
                _make_sure(connection, owner, day)
                connection.execute(update(spending).where(_is(owner, day)).values(more))
            row = connection.execute(select(spending).where(_is(owner, day))).one_or_none()
            if row is not None and (quota := used_up(limits.user, _amount(row), wanted)):
                raise UsedUp(quota, is_everybodys=False)
            if any(limits.everybody.of(quota) for quota in wanted):
                quota = used_up(limits.everybody, _sum(connection, day), wanted)
                if quota is not None:
                    raise UsedUp(quota, is_everybodys=True)

    def spend(self, owner: str, day: str, tokens: int, cost_usd: float) -> None:
        """Count what a language model took; of a user who is no more, nothing."""
        with self._transaction() as connection:
            # Write before reading: SQLite refuses a write after a read where another process wrote in between.
            is_there = update(users).where(users.c.owner == owner).values(role=users.c.role)
            if connection.execute(is_there).rowcount == 0:
                return
            _make_sure(connection, owner, day)
            more = {spending.c.tokens: spending.c.tokens + tokens, spending.c.cost_usd: spending.c.cost_usd + cost_usd}
            connection.execute(update(spending).where(_is(owner, day)).values(more))

    def used(self, owner: str, day: str) -> Amount:
        """What a user has used on a day."""
        with self._transaction() as connection:
            row = connection.execute(select(spending).where(_is(owner, day))).one_or_none()
            return Amount() if row is None else _amount(row)

    def used_by_all(self, day: str) -> Amount:
        """What all users have used on a day."""
        with self._transaction() as connection:
            return _sum(connection, day)

    def tried(self, subjects: Iterable[str], at: datetime) -> None:
        """Keep an attempt to sign in; those that count for nothing any more go."""
        moment = naive(at)
        with self._transaction() as connection:
            connection.execute(delete(attempts).where(attempts.c.at_utc <= moment - LONGEST))
            connection.execute(attempts.insert(), [{"subject": one, "at_utc": moment} for one in subjects])

    def attempts(self, subject: str, since: datetime) -> list[datetime]:
        """When something was tried after a moment, in that order."""
        query = select(attempts.c.at_utc).where(attempts.c.subject == subject, attempts.c.at_utc > naive(since))
        with self._transaction() as connection:
            return [aware(at) for at in connection.execute(query.order_by(attempts.c.at_utc)).scalars()]

    def forget_attempts(self, subjects: Collection[str]) -> None:
        """Let what was tried count no more."""
        with self._transaction() as connection:
            connection.execute(delete(attempts).where(attempts.c.subject.in_(list(subjects))))

    def write(self, entry: Entry) -> None:
        """Keep who did what, and of its detail as much as the column holds."""
        detail = entry.detail[:MOST_DETAIL_CHARS]
        row = {"act": entry.act.value, "actor": entry.actor, "owner": entry.owner, "detail": detail}
        with self._transaction() as connection:
            connection.execute(audit.insert().values(at_utc=naive(entry.at_utc), **row))

    def entries(self, most: int = MOST_ENTRIES, before: int | None = None) -> list[Entry]:
        """The latest acts, the latest first; those before the one of a number, where it is given."""
        query = select(audit).order_by(audit.c.id.desc()).limit(most)
        with self._transaction() as connection:
            rows = connection.execute(query if before is None else query.where(audit.c.id < before))
            return [_entry(row) for row in rows]


def _entry(row: Row[Any]) -> Entry:
    return Entry(aware(row.at_utc), Act(row.act), row.actor, row.owner, row.detail, row.id)


def _make_sure(connection: Connection, owner: str, day: str) -> None:
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(spending).values(owner=owner, day=day).on_conflict_do_nothing())


def _is(owner: str, day: str) -> Any:
    return (spending.c.owner == owner) & (spending.c.day == day)


def _sum(connection: Connection, day: str) -> Amount:
    sums = [func.coalesce(func.sum(column), 0).label(column.name) for column in spending.c if column.name in AMOUNTS]
    return _amount(connection.execute(select(*sums).where(spending.c.day == day)).one())


def _amount(row: Row[Any]) -> Amount:
    return Amount(int(row.requests), int(row.answers), int(row.uploads), int(row.tokens), round(float(row.cost_usd), 6))
