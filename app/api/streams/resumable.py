"""Answers that are held while they are made and for a while after: who lost the connection takes one up where it broke.

Decides how long an answer is made for nobody, how long it is held and how many are; whose it is stands in its key. Held
in this process alone: where another one is asked, or the coach was started again, the answer begins anew, and its ids
say so.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from functools import partial

import anyio.to_thread
from fastapi.sse import ServerSentEvent

from app.api.streams.event_ids import place_after
from ingest.errors import Conflict

# Who asked, the key of the request, and what was asked.
Key = tuple[str, ...]
# Makes the events of an answer, and what stops it.
Made = tuple[AsyncIterator[ServerSentEvent], Callable[[], None]]
# A phone that changes its network is back within this; a model is paid for no longer.
ALONE_S = 30.0
# The bounds of what is held. How long one answer can be is for who makes it.
KEPT_S = 600.0
MOST = 256


class HeldAnswer:
    """The events of one answer, from their first on, for any number of readers."""

    def __init__(self, made: Made, alone_s: float) -> None:
        """Begin to make it; whoever wants it has to come within `alone_s`."""
        events, self._cancel = made
        self.name = secrets.token_hex(4)
        self.ended_at: float | None = None
        self.is_broken = False
        self._events: list[ServerSentEvent] = []
        self._error: BaseException | None = None
        self._news = asyncio.Event()
        self._readers = 0
        self._alone_s = alone_s
        self._making = asyncio.create_task(self._make(events))
        self._making.add_done_callback(self._ended)
        self._alone = asyncio.get_running_loop().call_later(alone_s, self.stop)

    async def after(self, last_id: str) -> AsyncIterator[ServerSentEvent]:
        """What comes after the event of that id, as it is made; all of it where the id is of another answer."""
        place = place_after(self.name, last_id)
        self._readers += 1
        self._alone.cancel()
        try:
            while True:
                news = self._news
                for event in self._events[place:]:
                    place += 1
                    yield event
                if self._news is news:
                    if self.ended_at is not None:
                        break
                    await news.wait()
            if self._error is not None:
                raise self._error
        finally:
            self._readers -= 1
            if not self._readers and self.ended_at is None:
                self._alone = asyncio.get_running_loop().call_later(self._alone_s, self.stop)

    def stop(self) -> None:
        """Make no more of it."""
        self._making.cancel()

    async def _make(self, events: AsyncIterator[ServerSentEvent]) -> None:
        async for event in events:
            self._events.append(event.model_copy(update={"id": f"{self.name}-{len(self._events) + 1}"}))
            self._tell()

    def _ended(self, making: "asyncio.Task[None]") -> None:
        self._alone.cancel()
        self._cancel()
        self.is_broken = making.cancelled() or making.exception() is not None
        self._error = None if making.cancelled() else making.exception()
        self.ended_at = time.monotonic()
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


class HeldAnswers:
    """The answers of this process that can be taken up."""

    def __init__(self, *, alone_s: float = ALONE_S, kept_s: float = KEPT_S, most: int = MOST) -> None:
        """How long one is made for nobody, how long one that is whole is held, and how many are."""
        self._alone_s = alone_s
        self._kept_s = kept_s
        self._most = most
        self._held: dict[Key, asyncio.Task[HeldAnswer]] = {}

    async def of(self, key: Key, begin: Callable[[], Made]) -> HeldAnswer:
        """The answer that is held under a key; where there is none, one that `begin` begins, in a thread.

        Where too many are held, the earliest is let go of: it goes on for who reads it.

        Raises:
            Conflict: the same key came with another question. Besides, what `begin` raises.
        """
        is_known = self.holds(*key[:2])
        if key not in self._held:
            if is_known:
                raise Conflict("this Idempotency-Key came with another question before; send a new key with a new one")
            while len(self._held) >= self._most:
                del self._held[next(iter(self._held))]
            self._held[key] = asyncio.create_task(self._begun(begin))
        # Who goes away takes the answer from nobody else who waits for it.
        return await asyncio.shield(self._held[key])

    def holds(self, owner: str, request_key: str) -> bool:
        """Whether an answer is held that an owner asked for under a key."""
        self._forget()
        return any(key[:2] == (owner, request_key) for key in self._held)

    def stop(self, owner: str, request_key: str) -> bool:
        """Make no more of what an owner asked under a key; whether there was any."""
        stopped = [key for key in self._held if key[:2] == (owner, request_key)]
        for key in stopped:
            begun = self._held.pop(key)
            if begun.done():
                _stop(begun)
            else:
                begun.add_done_callback(_stop)
        return bool(stopped)

    async def _begun(self, begin: Callable[[], Made]) -> HeldAnswer:
        return HeldAnswer(await anyio.to_thread.run_sync(begin), self._alone_s)

    def _forget(self) -> None:
        """Let go of what is held for too long, and of what is not whole."""
        is_over = partial(_is_over, since=time.monotonic() - self._kept_s)
        self._held = {key: begun for key, begun in self._held.items() if not is_over(begun)}


def _is_over(begun: "asyncio.Task[HeldAnswer]", *, since: float) -> bool:
    if not begun.done():
        return False
    if begun.cancelled() or begun.exception() is not None:
        return True
    answer = begun.result()
    return answer.is_broken or (answer.ended_at is not None and answer.ended_at < since)


def _stop(begun: "asyncio.Task[HeldAnswer]") -> None:
    if not begun.cancelled() and begun.exception() is None:
        begun.result().stop()
