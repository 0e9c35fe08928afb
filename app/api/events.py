"""What every stream of server-sent events is made of."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi.sse import ServerSentEvent


def tokens(text: str) -> Iterator[ServerSentEvent]:
    """A text word by word, with the white space around each."""
    for piece in re.findall(r"\s*\S+\s*", text):
        yield event("token", {"text": piece})


def event(name: str, data: Any) -> ServerSentEvent:
    """An event of that name; `data` is sent as JSON."""
    # `data=None` would send no data line, and a browser drops an event without one.
    return ServerSentEvent(event=name, raw_data="null") if data is None else ServerSentEvent(event=name, data=data)
