"""The coach while it loads: the page is served at once, answers when it is ready.

Decides what is said meanwhile. Loading runs in one thread, once.
"""

import logging
import threading
from collections.abc import Callable

from app.coach import Coach
from app.errors import CoachError, NotReady

Report = Callable[[str], None]
log = logging.getLogger(__name__)


class LoadingCoach:
    """Holds the coach once it is there, and until then what it is doing or why it failed."""

    def __init__(self, load: Callable[[Report], Coach]) -> None:
        """Take how to load; nothing happens before `start`."""
        self._load = load
        self._coach: Coach | None = None
        self._failure: CoachError | None = None
        self._once = threading.Lock()
        self.doing = "starting"

    def start(self) -> None:
        """Begin to load in a thread of its own."""
        threading.Thread(target=self.load, name="coach-loading", daemon=True).start()

    def load(self) -> None:
        """Load here and now, unless it is loaded; a failure is kept and told to every request."""
        try:
            with self._once:
                if self._coach is None:
                    self._coach = self._load(self._report)
            self.doing = "ready"
        except CoachError as error:
            self._failure = error
            self.doing = str(error)
        except Exception as error:  # the thread's end: what is not said here is said nowhere
            log.exception("the coach could not be loaded")
            self._failure = CoachError(
                f"the coach could not be loaded: {type(error).__name__}: {error}; see the server's log"
            )
            self.doing = str(self._failure)

    def close(self) -> None:
        """Let go of what the coach holds open; the process ends or a test does."""
        if self._coach is not None:
            self._coach.close()

    @property
    def is_ready(self) -> bool:
        """Whether answers can be graded."""
        return self._coach is not None

    @property
    def notice(self) -> str:
        """A sentence about a language model that is set and failed when it was last asked; empty else."""
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
