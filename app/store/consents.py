"""Whether an owner lets their words go to a language model elsewhere, in the database.

Decides that an answer holds for the one place that was named with it: a model somewhere else is asked about anew.
"""

from datetime import datetime

from sqlalchemy import delete, select

from app.store.accounts.times import naive
from app.store.database import Transaction
from app.store.tables import consents


class Consents:
    """Reads and writes consents; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def of(self, owner: str, place: str) -> bool | None:
        """What an owner has said of a place; None where they were not asked yet."""
        is_it = (consents.c.owner == owner) & (consents.c.place == place)
        with self._transaction() as connection:
            found: bool | None = connection.execute(select(consents.c.is_given).where(is_it)).scalar()
        return found

    def put(self, owner: str, place: str, at: datetime, *, is_given: bool) -> None:
        """Keep what an owner says of a place; what they said before goes."""
        is_it = (consents.c.owner == owner) & (consents.c.place == place)
        with self._transaction() as connection:
            connection.execute(delete(consents).where(is_it))
            row = {"owner": owner, "place": place, "is_given": is_given, "at_utc": naive(at)}
            connection.execute(consents.insert().values(row))
