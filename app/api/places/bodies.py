"""The body of a request of the API is read whole before it takes a place, for a limited time and up to a limited size.

Decides that nobody holds a place with half of a body, and how many uploads come in at the same time.
"""

import asyncio
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.error_bodies import PLAIN, error_response
from app.api.places.kinds import Kind, full_reply, is_for_api, is_recording, is_upload
from app.voice.recording import MAX_RECORDING_BYTES

# An answer has at most 100,000 characters (MOST_ANSWER_CHARS), of at most four bytes each.
MAX_BODY_BYTES = 500_000
# Documents of a project, or its history, and what a form adds to them; or an export that is brought back.
MAX_UPLOAD_BYTES = 60_000_000
# The longest time that a body may take to come.
BODY_S = 30.0
UPLOAD_S = 180.0
# Uploads that come in at the same time: each is held in memory. Further ones wait, unread.
MOST_UPLOADS, MOST_WAITING_UPLOADS = 4, 8
LATE = "the body of this request did not come within {:.0f} seconds; send it again"


class BodyFirst:
    """Reads the body of a request of the API before it is passed on; one that does not come in time gets 408."""

    def __init__(self, app: ASGIApp, most_bytes: int = MAX_BODY_BYTES, most_s: float = BODY_S) -> None:
        """Take the application and the limits."""
        self._app = app
        self._most_bytes = most_bytes
        self._most_s = most_s
        self._uploads = _Uploads(Kind.PROJECT, MAX_UPLOAD_BYTES)
        self._recordings = _Uploads(Kind.VOICE, MAX_RECORDING_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not for the API at once."""
        if not is_for_api(scope):
            await self._app(scope, receive, send)
        elif is_upload(scope["method"], scope["path"]):
            await self._take_upload(self._uploads, scope, receive, send)
        elif is_recording(scope["method"], scope["path"]):
            await self._take_upload(self._recordings, scope, receive, send)
        else:
            await self._pass_on(scope, receive, send, self._most_bytes, self._most_s)

    async def _take_upload(self, uploads: "_Uploads", scope: Scope, receive: Receive, send: Send) -> None:
        if uploads.here >= MOST_UPLOADS + MOST_WAITING_UPLOADS:
            refused = full_reply(uploads.kind, {"Connection": "close"})
            await refused(scope, receive, send)
            return
        uploads.here += 1
        try:
            async with uploads.coming:
                await self._pass_on(scope, receive, send, uploads.most_bytes, UPLOAD_S)
        finally:
            uploads.here -= 1

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, most_bytes: int, most_s: float) -> None:
        try:
            async with asyncio.timeout(most_s):
                body = await _read(scope, receive, most_bytes)
        except TimeoutError:
            closing = {"Connection": "close"}
            late = error_response(408, "too_slow", LATE.format(most_s), retryable=True, headers=closing)
            await late(scope, receive, send)
            return
        except _TooLongError:
            code, words = PLAIN[413]
            await error_response(413, code, words, retryable=False)(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _again(body, receive), send)


@dataclass
class _Uploads:
    """The uploads of one kind: how large one may be, those that come in now, and how many wait with them."""

    kind: Kind
    most_bytes: int
    coming: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_UPLOADS))
    here: int = 0


async def _read(scope: Scope, receive: Receive, most_bytes: int) -> bytes | None:
    """The whole body; None where the client has gone.

    Raises:
        _TooLongError: it has too many bytes, or says so.
    """
    told = Headers(scope=scope).get("content-length", "")
    if told.isdecimal() and int(told) > most_bytes:
        raise _TooLongError
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most_bytes:
            raise _TooLongError
        if not message.get("more_body", False):
            return bytes(body)


class _TooLongError(Exception):
    """A body has too many bytes."""


def _again(body: bytes, receive: Receive) -> Receive:
    """`receive` with a body that was read already, in front of what is still to come."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return left.pop() if left else await receive()

    return receive_again
