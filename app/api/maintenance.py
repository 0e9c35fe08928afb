"""What a server does by itself, at its start and once a day: it deletes what is older than it is to be kept.

Decides when it is due, and that a day on which it failed is tried again within the hour. Of several worker processes
each does it: what one has deleted the next one does not find.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.api.loading import LoadingCoach
from ingest.errors import CoachError

DAY, AGAIN = timedelta(days=1), timedelta(hours=1)
# How often a server looks whether it is due.
LOOK_S = 60.0
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


class Daily:
    """Does it in a thread of its own, between `start` and `close`."""

    def __init__(self, loading: LoadingCoach, now: Callable[[], datetime] = utc_now, look_s: float = LOOK_S) -> None:
        """`loading` has the coach once it is loaded; nothing happens before."""
        self._loading = loading
        self._now = now
        self._look_s = look_s
        self._due: datetime | None = None
        self._closed = threading.Event()

    def start(self) -> None:
        """Begin."""
        self._closed.clear()
        threading.Thread(target=self._go_on, name="coach-daily", daemon=True).start()

    def close(self) -> None:
        """Do nothing more."""
        self._closed.set()

    def look(self, now: datetime) -> bool:
        """Do what is due at this moment; whether anything was."""
        if not self._loading.is_ready or (self._due is not None and now < self._due):
            return False
        # First, since an error of any kind may end this.
        self._due = now + AGAIN
        try:
            self._loading.get().keeping.delete_old(now)
            self._due = now + DAY
        except CoachError as error:
            log.warning("what is too old could not be deleted, next try in an hour: %s", error)
        return True

    def _go_on(self) -> None:
        wait = 1.0
        while not self._closed.wait(wait):
            try:
                if self.look(self._now()):
                    wait = self._look_s
            except Exception:
                # The thread ends otherwise: from then on nothing would be deleted, and nobody would know.
                log.exception("what is too old could not be deleted")
                wait = self._look_s
