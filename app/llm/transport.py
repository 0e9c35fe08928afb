"""Where a request may go and how much may come back.

Decides that the candidate's words leave for one host alone, whatever a redirect says, and that no reply is read
without end. Loaded with openai, only where a model is set.
"""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx2

from app.llm.attempt import failure
from app.llm.endpoint import Endpoint
from app.llm.faults import Fault, elsewhere

# Each token comes in a frame of some 250 bytes: 30,000 of them, which is more than any role asks for with its thoughts.
MOST_BYTES = 8_000_000
# What is kept of a reply, to say what came where it was no stream.
HEAD_BYTES = 4096
COMPRESSED = Fault("the endpoint's reply is compressed, which was not asked for", is_endpoints=True)
PORTS = {"http": 80, "https": 443}


class Bounded(httpx2.AsyncByteStream):
    """A reply's bytes, up to so many; `head` are the first of them."""

    def __init__(self, stream: Any, most_bytes: int = MOST_BYTES) -> None:
        """Take the bytes as the endpoint sends them."""
        self._stream = stream
        self._most = most_bytes
        self.head = b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes.

        Raises:
            LLMFailed: there are too many.
        """
        size = 0
        async for piece in self._stream:
            size += len(piece)
            if size > self._most:
                raise failure(too_large(self._most))
            self.head += piece[: max(0, HEAD_BYTES - len(self.head))]
            yield piece

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()


def too_large(most_bytes: int) -> Fault:
    """What it means that a reply does not end."""
    return Fault(f"the endpoint's reply is larger than {most_bytes / 1e6:g} MB and was not read on", is_endpoints=True)


def hooks(endpoint: Endpoint, most_bytes: int = MOST_BYTES) -> dict[str, list[Any]]:
    """What is asked of every request and every reply, those of redirects too."""
    home = urlsplit(endpoint.base_url)

    async def leave(request: httpx2.Request) -> None:
        if not _is_home(request.url, home.scheme, home.hostname or "", home.port or PORTS.get(home.scheme, 0)):
            raise failure(elsewhere(endpoint, request.url.host))

    async def arrive(response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise failure(COMPRESSED)
        response.stream = Bounded(response.stream, most_bytes)

    return {"request": [leave], "response": [arrive]}


def _is_home(url: httpx2.URL, scheme: str, host: str, port: int) -> bool:
    """The endpoint's own host and port; from http also its https at the usual ports."""
    if url.host.lower() != host.lower():
        return False
    at = (url.scheme, url.port or PORTS.get(url.scheme, 0))
    return at == (scheme, port) or (at == ("https", 443) and (scheme, port) == ("http", 80))
