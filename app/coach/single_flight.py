"""The same request that comes several times at once: one does the work, the others wait for what it stored.

Decides only who waits for whom, within this process; that a key stores one turn in all processes is for the store.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class _Turnstile:
    """Lets one through at a time; `users` count those who are in it or wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


class SingleFlight:
    """One at a time for each key; nothing is kept of a key that nobody uses."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turnstiles: dict[tuple[str, str], _Turnstile] = {}

    def has(self, key: tuple[str, str]) -> bool:
        """Whether somebody is in here with this key, or waits to be."""
        with self._lock:
            return key in self._turnstiles

    @contextmanager
    def alone(self, key: tuple[str, str]) -> Iterator[None]:
        """Wait until nobody else is in here with this key."""
        with self._lock:
            turnstile = self._turnstiles.setdefault(key, _Turnstile())
            turnstile.users += 1
        try:
            with turnstile.lock:
                yield
        finally:
            with self._lock:
                turnstile.users -= 1
                if turnstile.users == 0:
                    del self._turnstiles[key]
