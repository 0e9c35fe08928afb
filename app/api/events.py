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
    return ServerSentEvent(event=name, data=data)
