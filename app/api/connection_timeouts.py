"""How long a connection may take to say what it wants.

Decides that a connection which has not sent the head of a request in time is closed; uvicorn waits for it for ever, and
each such connection holds a file descriptor. The time of a body is in places/bodies.py.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 20.0


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with a time limit for the head of each request."""

    _closing: asyncio.TimerHandle | None = None

    # As asyncio calls it: uvicorn narrows the type of the transport too.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait_or_not()

    def data_received(self, data: bytes) -> None:
        """Go on waiting where the head is not whole yet; its first byte began the time."""
        super().data_received(data)
        self._wait_or_not()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_or_not(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_more()
        elif self._closing is None:
            self._closing = self.loop.call_later(HEADERS_S, self._close)

    def _wait_no_more(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _close(self) -> None:
        self._closing = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
