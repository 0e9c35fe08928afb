"""The coach while it loads: the page is served at once, answers are graded as soon as the coach is ready.

Decides what users are told until then, and which failures are tried again. Loading runs in one thread.
"""

import logging
import threading
from collections.abc import Callable

from app.coach.coach import Coach
from ingest.errors import CoachError, NotReady

Report = Callable[[str], None]
log = logging.getLogger(__name__)

# Seconds before the next try after a failure that may pass, such as a database that is not up yet: the first wait and
# the longest; each wait is twice as long as the one before.
RETRY_AFTER_S, MOST_RETRY_AFTER_S = 1.0, 60.0


class LoadingCoach:
    """Holds the coach once it is loaded; until then, which step of loading is going on, or why it failed."""

    def __init__(self, load: Callable[[Report], Coach], watch: Report = lambda _: None) -> None:
        """Take the function that loads, and who is told each step, "" at the end; nothing happens before `start`."""
        self._load = load
        self._watch = watch
        self._coach: Coach | None = None
        self._failure: CoachError | None = None
        self._once, self._warming = threading.Lock(), threading.Lock()
        self._closed = threading.Event()
        self.doing = "starting"

    def start(self) -> None:
        """Begin to load in a separate thread."""
        self._closed.clear()
        threading.Thread(target=self._load_until_it_works, name="coach-loading", daemon=True).start()

    def _load_until_it_works(self) -> None:
        """Load, and try again after each failure that a retry may cure.

        There was one try: with a PostgreSQL that came up 5 s late, every request got a 503 until a restart.
        """
        wait = RETRY_AFTER_S
        self.load()
        while self._failure is not None and self._failure.retryable:
            log.warning("the coach could not be loaded, next try in %.0f s: %s", wait, self._failure)
            if self._closed.wait(wait):
                return
            wait = min(2 * wait, MOST_RETRY_AFTER_S)
            self.load()
        if self._failure is not None:
            log.error("the coach could not be loaded: %s", self._failure)
        self._watch("")
        self._warm()

    def _warm(self) -> None:
        """Find out what no turn should wait for; a coach that cannot is as good, and slower."""
        try:
            with self._warming:
                if self._coach is not None:
                    self._coach.warm(self._closed.is_set)
        except Exception:
            # The thread ends here: a failure that is not logged would be lost.
            log.exception("what turns need was not found out ahead")

    def load(self) -> None:
        """Load here and now, unless it is loaded; a failure is kept and told to every request until a load succeeds."""
        try:
            with self._once:
                if self._coach is None:
                    self._coach = self._load(self._report)
            self._failure = None
            self.doing = "ready"
        except CoachError as error:
            self._failure = error
            self._report(str(error))
        except Exception as error:  # the thread ends here: a failure that is not logged would be lost
            log.exception("the coach could not be loaded")
            self._failure = CoachError(
                f"the coach could not be loaded: {type(error).__name__}: {error}; see the server's log"
            )
            self._report(str(self._failure))

    def close(self) -> None:
        """Close what the coach holds open and stop trying to load it; called when the server stops.

        A process that ended while a thread computed with the model was aborted by it.
        """
        self._closed.set()
        with self._warming:
            if self._coach is not None:
                self._coach.close()

    @property
    def is_ready(self) -> bool:
        """Whether answers can be graded."""
        return self._coach is not None

    @property
    def notice(self) -> str:
        """A sentence about a language model that is set and failed at its last request; else empty."""
        return self._coach.notice() if self._coach is not None else ""

    def get(self) -> Coach:
        """The coach.

        Raises:
            NotReady: it is still loading.
            CoachError: it could not be loaded; the failure that was met.
        """
        if self._failure is not None:
            raise self._failure
        if self._coach is None:
            raise NotReady(f"the coach is {self.doing}; try again in a few seconds")
        return self._coach

    def _report(self, doing: str) -> None:
        self.doing = doing
        self._watch(doing)
