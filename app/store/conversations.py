"""Which interview a conversation of another program belongs to.

Decides that the first one that is kept under a key stays: a request that is repeated finds the same interview. The keys
are digests; what the other program calls its chat is not stored.
"""

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from app.store.database import Transaction
from app.store.tables import conversations
from ingest.errors import StoreFailed


def keep(connection: Connection, owner: str, key: str, interview_id: str) -> None:
    """Keep the interview of a key; that the key has one already breaks the transaction."""
    connection.execute(conversations.insert().values(owner=owner, key=key, interview_id=interview_id))


class Conversations:
    """Finds the interview of a conversation; safe to use from several threads."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction of the store."""
        self._transaction = transaction

    def find(self, owner: str, key: str) -> str | None:
        """The id of the interview that is kept under a key of this owner; None where none is."""
        is_it = (conversations.c.owner == owner) & (conversations.c.key == key)
        with self._transaction() as connection:
            found: str | None = connection.execute(select(conversations.c.interview_id).where(is_it)).scalar()
        return found

    def claim(self, owner: str, key: str, interview_id: str) -> str:
        """Keep an interview under a key, unless one is kept there: the id of the one that stands."""
        try:
            with self._transaction() as connection:
                keep(connection, owner, key, interview_id)
        except StoreFailed as error:
            standing = self.find(owner, key) if isinstance(error.__cause__, IntegrityError) else None
            if standing is None:
                raise
            return standing
        return interview_id
