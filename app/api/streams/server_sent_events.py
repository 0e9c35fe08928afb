"""What every stream of server-sent events is made of."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

import anyio.to_thread
from fastapi.sse import ServerSentEvent

Item = TypeVar("Item")
# Words of a text that is known whole that go into one event: each event is a write to the network.
WORDS_AN_EVENT = 12
_SOME_WORDS = re.compile(rf"(?:\s*\S+\s*){{1,{WORDS_AN_EVENT}}}")


async def while_heard(made: Iterator[Item], cancel: Callable[[], None]) -> AsyncIterator[Item]:
    """What an iterator makes, each in a thread; when the client goes away, `cancel` stops it at once.

    A plain generator would notice that only at its next token, which may take half a minute.
    """
    try:
        while True:
            following = await anyio.to_thread.run_sync(next, made, None, abandon_on_cancel=True)
            if following is None:
                return
            yield following
    finally:
        cancel()


def tokens(text: str) -> Iterator[ServerSentEvent]:
    """A text by a few words at a time, with the white space around each."""
    for piece in _SOME_WORDS.findall(text):
        yield event("token", {"text": piece})


def event(name: str, data: Any) -> ServerSentEvent:
    """An event of that name; `data` is sent as JSON."""
    # `data=None` would send no data line, and a browser drops an event without one.
    return ServerSentEvent(event=name, raw_data="null") if data is None else ServerSentEvent(event=name, data=data)
