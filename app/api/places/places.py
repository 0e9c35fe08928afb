"""How many requests of the API are processed at a time: one takes a place of its kind, or waits for one.

Decides how one waits for a place, and how long, before it is told when to come back, and that slow work does not begin
while quick work waits; how many places there are, and who gives way to whom, is in kinds.py.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.places.kinds import GIVES_WAY_S, MOST, WAIT_S, WAITING, Kind, full_reply, is_for_api, kind_of


class Full(Exception):
    """No place is free, and as many wait as may."""


class Line:
    """The places of one kind, and who waits for one; `told` hears how many of each there are, at every change."""

    def __init__(self, kind: Kind, most: int, told: Callable[[Kind, int, int], None]) -> None:
        """Take the kind, which says how many may wait, and how many places there are."""
        self.kind = kind
        self._told = told
        self._free = asyncio.Semaphore(most)
        self._taken = self._waiting = 0
        self._nobody_waits = asyncio.Event()
        self._nobody_waits.set()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and hold it.

        Raises:
            Full: as many wait as may, or none became free in time.
        """
        await self._stand()
        self._count(taken=1)
        try:
            yield
        finally:
            self._count(taken=-1)
            self._free.release()

    async def let_pass(self) -> None:
        """Wait until nobody of this kind waits for a place, but for GIVES_WAY_S at most.

        Not until nobody is processed: with some starts a second there nearly always is one, and an answer waited for
        the processor twice.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVES_WAY_S):
                while self._waiting:
                    await self._nobody_waits.wait()

    async def _stand(self) -> None:
        if self._free.locked() and self._waiting >= WAITING[self.kind]:
            raise Full
        self._count(waiting=1)
        try:
            async with asyncio.timeout(WAIT_S[self.kind]):
                await self._free.acquire()
        except TimeoutError as error:
            raise Full from error
        finally:
            self._count(waiting=-1)

    def _count(self, *, taken: int = 0, waiting: int = 0) -> None:
        self._taken += taken
        self._waiting += waiting
        if self._waiting:
            self._nobody_waits.clear()
        else:
            self._nobody_waits.set()
        self._told(self.kind, self._taken, self._waiting)


class Places:
    """At most MOST requests of a kind are processed at a time; further ones wait until one of their kind has ended.

    At most WAITING of a kind wait, for WAIT_S at most; the others get 503 and the time to come again.
    """

    def __init__(
        self,
        app: ASGIApp,
        told: Callable[[Kind, int, int], None] = lambda *_: None,
        *,
        most: Mapping[Kind, int] | None = None,
        gives_way: Mapping[Kind, Kind] | None = None,
    ) -> None:
        """Take the application, who hears how many places of a kind are taken and how many wait, and other limits.

        `gives_way`: a kind that is not begun with while another one waits.
        """
        self._app = app
        places = MOST if most is None else most
        self._lines = {kind: Line(kind, places[kind], told) for kind in Kind}
        self._before = {kind: self._lines[first] for kind, first in (gives_way or {}).items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests that are not for the API at once."""
        if not is_for_api(scope):
            await self._app(scope, receive, send)
            return
        kind = kind_of(scope["method"], scope["path"])
        try:
            async with self._lines[kind].place():
                if kind in self._before:
                    await self._before[kind].let_pass()
                await self._app(scope, receive, send)
        except Full:
            await full_reply(kind, {})(scope, receive, send)
