"""How long is kept what people said: after so many days interviews and records of acts are deleted.

Decides that without a number of days nothing is, and what is written down of it: how much, and nothing of whom.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts.audit import EVERYBODY, SERVER, Act, Entry
from app.store.interviews import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keeping:
    """Deletes what is older than `days`; 0: nothing, ever."""

    store: Store
    days: int = 0

    def delete_old(self, now: datetime) -> dict[str, int]:
        """Delete what is too old at this moment; how many rows there were, by the table's name.

        Raises:
            StoreFailed: the database cannot be written now; what was deleted until then stays deleted.
        """
        if not self.days:
            return {}
        gone = self.store.retention.delete_before(now - timedelta(days=self.days))
        if any(gone.values()):
            counts = ", ".join(f"{count} {table}" for table, count in gone.items() if count)
            self.store.empty_log()
            log.info("deleted what was older than %d days: %s", self.days, counts)
            self.store.ledger.write(Entry(now, Act.AGED, SERVER, EVERYBODY, counts))
        return gone
