"""How many requests of the API are processed at a time, and what has to be there before one takes a place.

Decides that a body is read whole first, for a limited time, so that nobody holds a place with half of one; that slow
calls, those to the database and quick ones have places of their own: a search waits neither for a language model nor
for a database that is locked; and how many wait for a place and how long, before they are told when to come back.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.callers import GUARDED
from app.api.error_bodies import PLAIN, error_response
from app.voice.recording import MAX_RECORDING_BYTES

# An answer has at most 100,000 characters (MOST_ANSWER_CHARS), of at most four bytes each.
MAX_BODY_BYTES = 500_000
# Documents of a project, or its history, and what a form adds to them.
MAX_UPLOAD_BYTES = 60_000_000
# The longest time that a body may take to come.
BODY_S = 30.0
UPLOAD_S = 180.0
# Uploads that come in at the same time: each is held in memory. Further ones wait, unread.
MOST_UPLOADS, MOST_WAITING_UPLOADS = 4, 8
LATE = "the body of this request did not come within {:.0f} seconds; send it again"


class Kind(StrEnum):
    """What a request waits for."""

    SLOW = "a grade or an answer, perhaps of a language model"
    START = "a first question, perhaps worded by a language model"
    STORE = "the database"
    PROJECT = "the documents or the history of a project"
    RUN = "a candidate's program"
    VOICE = "a transcript or a reading of a voice endpoint"
    ENTRANCE = "the hash of a password"
    QUICK = "nothing but this process"


# Requests of a kind that are processed at the same time.
MOST = {
    Kind.SLOW: 32,
    Kind.START: 16,
    Kind.STORE: 8,
    Kind.PROJECT: 4,
    Kind.RUN: 4,
    Kind.VOICE: 16,
    Kind.ENTRANCE: 4,
    Kind.QUICK: 8,
}
# Who waits for a language model takes no processor: of these kinds so many where one is set.
WITH_MODEL = {Kind.SLOW: 256, Kind.START: 64}
# Each may take a thread; the rest are for the files of the page.
SPARE_THREADS = 8
# Requests of a kind that wait for a place, how long they do, and after how many seconds one that found the line full
# may come again. A room of 200 candidates that all send an answer in the same second is taken in.
WAITING = dict.fromkeys(Kind, 256) | {Kind.PROJECT: 8, Kind.RUN: 16, Kind.VOICE: 32, Kind.ENTRANCE: 32}
WAIT_S = dict.fromkeys(Kind, 20.0) | {
    Kind.SLOW: 120.0,
    Kind.START: 60.0,
    Kind.PROJECT: 120.0,
    Kind.RUN: 120.0,
    Kind.VOICE: 60.0,
}
AGAIN_S = dict.fromkeys(Kind, 2) | {Kind.SLOW: 10, Kind.START: 5, Kind.PROJECT: 20, Kind.RUN: 5, Kind.VOICE: 5}
FULL = "the coach has as many requests as it can take; send this one again in {} seconds"
_SLOW = re.compile(
    r"/api/(?:interviews/[^/]+/answers|candidate/reviews|candidate/plan|ask|ask/stream|explain)|/v1/chat/completions"
)


def most_of(*, has_model: bool) -> dict[Kind, int]:
    """How many requests of each kind are processed at the same time."""
    return MOST | (WITH_MODEL if has_model else {})


_UPLOAD = re.compile(r"/api/projects/[^/]+/(?:documents|history)")
_RECORDING = re.compile(r"/api/voice/interviews/[^/]+/transcripts")


def is_upload(method: str, path: str) -> bool:
    """Whether a request brings files."""
    return method == "POST" and _UPLOAD.fullmatch(path) is not None


def is_recording(method: str, path: str) -> bool:
    """Whether a request brings what was spoken."""
    return method == "POST" and _RECORDING.fullmatch(path) is not None


# The first whose pattern is a whole path.
_PLACES = (
    (_SLOW, Kind.SLOW),
    (re.compile(r"/api/candidate.*"), Kind.STORE),
    (re.compile(r"/api/tasks(?:/[^/]+/runs)?"), Kind.RUN),
    (re.compile(r"/api/interviews.*"), Kind.STORE),
    (re.compile(r"/api/(?:projects.*|library)"), Kind.PROJECT),
    (re.compile(r"/api/voice/interviews/.*"), Kind.VOICE),
    (re.compile(r"/api/voice.*"), Kind.STORE),
    (re.compile(r"/api/account/(?:login|password|invitation|invitation/look|openid)|/openid/return"), Kind.ENTRANCE),
    (re.compile(r"/api/(?:account|shared|operator|chair).*"), Kind.STORE),
)


def kind_of(method: str, path: str) -> Kind:
    """What a request of the API waits for."""
    if (method, path) == ("POST", "/api/interviews"):
        return Kind.START
    return next((kind for pattern, kind in _PLACES if pattern.fullmatch(path)), Kind.QUICK)


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
        if not _is_for_api(scope):
            await self._app(scope, receive, send)
        elif is_upload(scope["method"], scope["path"]):
            await self._take_upload(self._uploads, scope, receive, send)
        elif is_recording(scope["method"], scope["path"]):
            await self._take_upload(self._recordings, scope, receive, send)
        else:
            await self._pass_on(scope, receive, send, self._most_bytes, self._most_s)

    async def _take_upload(self, uploads: "_Uploads", scope: Scope, receive: Receive, send: Send) -> None:
        if uploads.here >= MOST_UPLOADS + MOST_WAITING_UPLOADS:
            refused = _full(uploads.kind, {"Connection": "close"})
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
    ) -> None:
        """Take the application, who hears how many places of a kind are taken and how many wait, and other limits."""
        self._app = app
        places = MOST if most is None else most
        self._lines = {kind: Line(kind, places[kind], told) for kind in Kind}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests that are not for the API at once."""
        if not _is_for_api(scope):
            await self._app(scope, receive, send)
            return
        kind = kind_of(scope["method"], scope["path"])
        try:
            async with self._lines[kind].place():
                await self._app(scope, receive, send)
        except Full:
            await _full(kind, {})(scope, receive, send)


def _full(kind: Kind, headers: Mapping[str, str]) -> ASGIApp:
    """What is answered where as many wait as may."""
    seconds = AGAIN_S[kind]
    told = {"Retry-After": str(seconds), **headers}
    return error_response(503, "busy", FULL.format(seconds), retryable=True, headers=told)


def _is_for_api(scope: Scope) -> bool:
    return scope["type"] == "http" and str(scope["path"]).startswith((*GUARDED, "/openid/"))
