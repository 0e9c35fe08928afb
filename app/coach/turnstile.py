"""A fair semaphore: at most N threads do CPU work, and waiting threads are served in order.

Decides that what takes the processor is done one after another, and not a little of everything at once: at 60 % of what
two cores could bear, with two turns at a time the slowest twentieth of the answers took 0.26 s, with eight 0.36. Who
waits for something else meanwhile, such as a program that runs, steps aside. A turn is one thread's: what works inside
it waits for no other thread that needs one.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Lets `most` threads work at a time, all of them where it is None.

    Who leaves lets in who has waited longest; a semaphore lets in whoever comes at that moment.
    """

    def __init__(self, most: int | None = None) -> None:
        """Take how many may work at a time."""
        self._free = most
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._mine = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Work when it is this thread's turn; at once where it works already."""
        if self._works:
            yield
            return
        self._enter()
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let another one work until this is over, where this thread works."""
        if not self._works:
            yield
            return
        self._leave()
        try:
            yield
        finally:
            self._enter()

    @property
    def _works(self) -> bool:
        return getattr(self._mine, "works", False)

    def _enter(self) -> None:
        called = threading.Lock()
        with self._lock:
            is_free = self._free is None or self._free > 0
            if not is_free:
                called.acquire()
                self._waiting.append(called)
            elif self._free is not None:
                self._free -= 1
        # Who is waited for hands over its place and gives none free.
        with called:
            self._mine.works = True

    def _leave(self) -> None:
        self._mine.works = False
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            elif self._free is not None:
                self._free += 1
