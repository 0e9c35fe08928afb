"""The same request that comes several times at once: one does the work, the others wait for what it stored.

Decides only who waits for whom, within this process; that a key stores one turn in all processes is for the store.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field


@dataclass
class _Flight:
    """Lets one through at a time; `users` count those who are in it or wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


class SingleFlight:
    """One at a time for each key; nothing is kept of a key that nobody uses."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[tuple[str, str], _Flight] = {}

    def has(self, key: tuple[str, str]) -> bool:
        """Whether somebody is in here with this key, or waits to be."""
        with self._lock:
            return key in self._flights

    @contextmanager
    def alone(
        self, key: tuple[str, str], aside: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> Iterator[None]:
        """Wait until nobody else is in here with this key; who has to wait does so `aside`."""
        with self._lock:
            flight = self._flights.setdefault(key, _Flight())
            flight.users += 1
        try:
            if not flight.lock.acquire(blocking=False):
                with aside():
                    flight.lock.acquire()
            try:
                yield
            finally:
                flight.lock.release()
        finally:
            with self._lock:
                flight.users -= 1
                if flight.users == 0:
                    del self._flights[key]
