"""What a program prints, taken from its pipe as it comes.

Decides how much of it is kept. The program writes what it prints before it answers: what is taken after an answer lacks
nothing that was printed before it, however busy the machine is.
"""

import contextlib
import os
import selectors
import time
from typing import IO

MOST_BYTES = 64_000
# As much as a pipe can hold: a thread of a program may print faster than it is read.
MOST_PIPE_BYTES, PART_BYTES = 1 << 20, 1 << 16
LAST_S, LOOK_S = 1.0, 0.02


class Printed:
    """Takes what is printed into a pipe that does not block."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe = pipe
        self._taken = bytearray()

    @property
    def text(self) -> str:
        """The first part of what was taken so far."""
        return bytes(self._taken).decode(errors="replace")

    def take(self) -> bool:
        """Take what stands in the pipe now; False where no more will come."""
        try:
            for _ in range(MOST_PIPE_BYTES // PART_BYTES):
                part = os.read(self.pipe.fileno(), PART_BYTES)
                if not part:
                    return False
                self._taken += part[: MOST_BYTES - len(self._taken)]
        except BlockingIOError:
            return True
        except (OSError, ValueError):
            return False
        return True

    def take_last(self) -> None:
        """Take what is left until all that hold the pipe have ended, which a killed process does soon; then close."""
        until = time.monotonic() + LAST_S
        while self.take() and time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError), selectors.DefaultSelector() as ready:
                ready.register(self.pipe, selectors.EVENT_READ)
                ready.select(LOOK_S)
        self.pipe.close()
