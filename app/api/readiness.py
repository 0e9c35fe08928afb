"""Whether the coach can work now: it is loaded, and its database takes what is written.

Decides how often the database is asked, and how long it may take to answer. It is asked in a thread of its own: a
readiness that waits for a thread says nothing where all are taken.
"""

import asyncio
import logging
import threading
import time
from contextlib import suppress

from app.api.loading import LoadingCoach
from ingest.errors import CoachError

log = logging.getLogger(__name__)
# Who asks every second must not cost a write each time.
ASK_EVERY_S = 5.0
ANSWERS_WITHIN_S = 3.0
SILENT = "the database does not answer"


class Readiness:
    """Asks the database of a loaded coach now and then, and keeps what it said."""

    def __init__(self, loading: LoadingCoach) -> None:
        """Take the coach, which may still load."""
        self._loading = loading
        self._asking = threading.Lock()
        self._asked_at: float | None = None
        self._fault = ""

    async def fault(self) -> str:
        """What hinders the work, in a sentence; empty where nothing does."""
        if not self._loading.is_ready:
            return self._loading.doing
        if self._asked_at is None or time.monotonic() - self._asked_at >= ASK_EVERY_S:
            await self._ask()
        return self._fault

    async def _ask(self) -> None:
        """Ask, and wait for a limited time; where an earlier question is still open, the answer is that."""
        if not self._asking.acquire(blocking=False):
            if self._asked_at is None:
                self._fault = SILENT
            return
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[str] = loop.create_future()

        def tell(said: str) -> None:
            if not answered.done():
                answered.set_result(said)

        def ask() -> None:
            try:
                self._loading.get().check_store()
                said = ""
            except CoachError as error:
                said = str(error)
            # The thread ends here: a failure that is not logged would be lost.
            except Exception:
                log.exception("the database could not be asked")
                said = SILENT
            self._keep(said)
            self._asking.release()
            # The server may have been stopped in the meantime.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(tell, said)

        threading.Thread(target=ask, name="coach-readiness", daemon=True).start()
        try:
            await asyncio.wait_for(answered, ANSWERS_WITHIN_S)
        except TimeoutError:
            self._keep(SILENT)

    def _keep(self, fault: str) -> None:
        self._fault = fault
        self._asked_at = time.monotonic()
