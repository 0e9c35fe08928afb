"""The circuit breaker: after failures in a row an endpoint is left alone for a while.

Decides when a request is not even made, so that a candidate does not wait for a dead endpoint at every turn.
"""

import threading
from collections.abc import Callable

from ingest.errors import LLMFailed

FAILURES = 3
REST_S = 30.0


class Breaker:
    """Closed while requests succeed, open for REST_S after FAILURES in a row, then one request is let through."""

    def __init__(self, clock: Callable[[], float], failures: int = FAILURES, rest_s: float = REST_S) -> None:
        """`clock` tells seconds; only differences count."""
        self._clock = clock
        self._most = failures
        self._rest_s = rest_s
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._why = ""

    def check(self) -> None:
        """Let a request through.

        Raises:
            LLMFailed: the breaker is open.
        """
        with self._lock:
            if self._opened_at is None:
                return
            left = self._opened_at + self._rest_s - self._clock()
            if left > 0:
                raise LLMFailed(
                    f"{self._why}; it failed {self._failures} times in a row and is tried again in {left:.0f} s"
                )
            # Half open: this request is the trial, others wait for its outcome.
            self._opened_at = self._clock()

    def succeeded(self) -> None:
        """A request was answered."""
        with self._lock:
            self._failures, self._opened_at, self._why = 0, None, ""

    def failed(self, why: str) -> None:
        """The endpoint failed, for the reason `why`."""
        with self._lock:
            self._failures += 1
            self._why = why
            if self._failures >= self._most:
                self._opened_at = self._clock()
