"""What is older than it is to be kept -> gone from the database.

Decides when something was last touched: an interview by its end, else by its last answer, else by its start, so that
one that was begun and left is a draft that ages too. What is remembered of a candidate stays: skills, cards, projects.
"""

from datetime import datetime

from sqlalchemy import delete, func, select

from app.store.accounts.times import naive
from app.store.database import Transaction
from app.store.tables import attempts, audit, interviews, spending, turns

# So many interviews go in one transaction, so that nobody waits long for theirs.
AT_ONCE = 100


class Retention:
    """Deletes what is old; each batch is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def delete_before(self, moment: datetime) -> dict[str, int]:
        """Delete what was last touched before a moment; how many there were, by the table's name.

        Turns, appeals, shares, links to a chair and what names a conversation go with their interview.
        """
        gone = {"interviews": 0}
        while count := self._delete_interviews(moment):
            gone["interviews"] += count
        records = (
            (audit, audit.c.at_utc < naive(moment)),
            (attempts, attempts.c.at_utc < naive(moment)),
            (spending, spending.c.day < moment.date().isoformat()),
        )
        for table, is_old in records:
            with self._transaction() as connection:
                gone[table.name] = connection.execute(delete(table).where(is_old)).rowcount
        return gone

    def _delete_interviews(self, moment: datetime) -> int:
        answered = select(func.max(turns.c.answered_utc)).where(turns.c.interview_id == interviews.c.id)
        touched = func.coalesce(interviews.c.ended_utc, answered.scalar_subquery(), interviews.c.started_utc)
        old = select(interviews.c.id).where(touched < naive(moment)).order_by(interviews.c.id).limit(AT_ONCE)
        with self._transaction() as connection:
            # Write and look in one statement: SQLite refuses a write after a read where another process wrote between.
            return connection.execute(delete(interviews).where(interviews.c.id.in_(old))).rowcount
