"""The headers by which a stream is taken up: what a request is called, and the last event that came of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

LONGEST_KEY = 200
IdempotencyKey = Annotated[str | None, Header(max_length=LONGEST_KEY)]


@dataclass(frozen=True)
class Repeat:
    """How a request says that it came before: its own `key`, the `last_id` of its events that came; empty: neither."""

    key: str
    last_id: str


async def repeat_of(
    idempotency_key: IdempotencyKey = None,
    last_event_id: Annotated[str | None, Header(max_length=LONGEST_KEY)] = None,
) -> Repeat:
    """What the headers say."""
    return Repeat(idempotency_key or "", last_event_id or "")


TheRepeat = Annotated[Repeat, Depends(repeat_of)]
