"""Who of this process writes an SQLite file next.

Decides that its writers wait for each other here, in their order, and not at the file: SQLite asks again and again
whether it is free, so that of a hundred answers that came at once the luckless waited until their time was over.
Other processes are still waited for at the file.
"""

from collections import deque
from threading import Event, Lock
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import TimeoutError as WaitedTooLong

# The longest time that a writer waits for the others of this process: two hundred answers take about 40 s on a machine
# that grades meanwhile.
MOST_WAIT_S = 120.0
WRITES = ("INSERT", "UPDATE", "DELETE")
# Marks in what the pool keeps of a connection: it has its turn; it does not wait for one.
HELD, AT_ONCE = "turn held", "turn not waited for"


def let_writers_take_turns(engine: Engine) -> None:
    """A transaction has its turn from its first write to its end, so long as the connection is not given back."""
    turns = Turns()

    def before(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        info = connection.info
        if HELD not in info and AT_ONCE not in info and statement.lstrip()[:6].upper() in WRITES:
            turns.take(MOST_WAIT_S)
            info[HELD] = True

    def after(_connection: Any, record: Any) -> None:
        if record.info.pop(HELD, False):
            turns.give()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "checkin", after)


class Turns:
    """One turn, handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        """Free."""
        self._lock = Lock()
        self._is_taken = False
        self._waiting: deque[Event] = deque()

    def take(self, most_s: float) -> None:
        """Wait for the turn, and hold it until `give`.

        Raises:
            WaitedTooLong: it did not come within `most_s` seconds.
        """
        mine = Event()
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            self._waiting.append(mine)
        if mine.wait(most_s):
            return
        with self._lock:
            if not mine.is_set():
                self._waiting.remove(mine)
                raise WaitedTooLong("too many are writing at once")

    def give(self) -> None:
        """Hand the turn on to who has waited longest."""
        with self._lock:
            self._is_taken = bool(self._waiting)
            if self._waiting:
                self._waiting.popleft().set()
