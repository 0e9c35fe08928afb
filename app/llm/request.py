"""A request to a model and its reply, whole or as it comes in, and who is told what it took.

Decides that a meter goes with the context in which a request is made: whatever asks a model for a user, in whichever
thread, is counted for them without knowing them.
"""

import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from app.interview.usage import Usage
from ingest.passages.token_counts import count_tokens

Message = dict[str, str]
Meter = Callable[[tuple[Usage, ...]], None]
# None: nobody counts, as in the terminal.
METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


@dataclass(frozen=True)
class Request:
    """What is asked of the model. `role` and `prompt_version` are for the record."""

    role: str
    prompt_version: str
    messages: tuple[Message, ...]
    most_tokens: int
    response_format: dict[str, Any] | None = None

    @property
    def prompt_tokens(self) -> int:
        """The prompt's size by our own count; 4 a message is what chat templates add."""
        return sum(count_tokens(message["content"]) + 4 for message in self.messages)


@dataclass(frozen=True)
class Reply:
    """A whole reply and the requests that it took."""

    text: str
    usage: tuple[Usage, ...]


@dataclass(frozen=True)
class Anew:
    """In a reply that comes in: what came before were thoughts, the reply begins here."""


class Generation:
    """A reply as it comes in: iterate over its pieces, stop it from any thread. `usage` is whole at the end."""

    def __init__(self) -> None:
        """Made by Client.stream, which sets the future."""
        self._queue: queue.SimpleQueue[str | Anew | Exception | None] = queue.SimpleQueue()
        self.future: Future[None] | None = None
        self.usage: tuple[Usage, ...] = ()

    def __iter__(self) -> Iterator[str | Anew]:
        """The pieces.

        Raises:
            LLMFailed: the endpoint failed, or the reply cannot be used; pieces may have come before.
        """
        while True:
            item = self._queue.get()
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item

    def text(self) -> str:
        """The whole reply.

        Raises:
            LLMFailed: as iteration does.
        """
        pieces: list[str] = []
        for piece in self:
            if isinstance(piece, Anew):
                pieces.clear()
            else:
                pieces.append(piece)
        return "".join(pieces)

    def cancel(self) -> None:
        """Close the connection; the iteration ends. The endpoint sees the disconnect and stops."""
        if self.future is not None:
            self.future.cancel()

    def end(self, future: "Future[None]") -> None:
        """However the request has ended, its reader must not wait for ever."""
        failure = None if future.cancelled() else future.exception()
        self.put(failure if isinstance(failure, Exception) else None)

    def put(self, item: str | Anew | Exception | None) -> None:
        """A piece, a new beginning, a failure, or None for the end."""
        self._queue.put(item)


def messages(system: str, *user: str) -> tuple[Message, ...]:
    """Messages with the stable text first, so that a provider's prompt cache hits."""
    return ({"role": "system", "content": system}, {"role": "user", "content": "\n\n".join(user)})
