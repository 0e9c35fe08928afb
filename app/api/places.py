"""How many requests of the API are processed at a time, and what has to be there before one takes a place.

Decides that a body is read whole first, for a limited time, so that nobody holds a place with half of one; and that
slow calls, those to the database and quick ones have places of their own: a search waits neither for a language model
nor for a database that is locked.
"""

import asyncio
import re
from enum import StrEnum

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.callers import GUARDED
from app.api.error_bodies import PLAIN, error_response

# An answer has at most 100,000 characters (MOST_ANSWER_CHARS), of at most four bytes each.
MAX_BODY_BYTES = 500_000
# Documents of a project, or its history, and what a form adds to them.
MAX_UPLOAD_BYTES = 60_000_000
# The longest time that a body may take to come.
BODY_S = 30.0
UPLOAD_S = 180.0
# Uploads that come in at the same time: each is held in memory.
MOST_UPLOADS = 4
LATE = "the body of this request did not come within {:.0f} seconds; send it again"


class Kind(StrEnum):
    """What a request waits for."""

    SLOW = "a grade or an answer, perhaps of a language model"
    START = "a first question, perhaps worded by a language model"
    STORE = "the database"
    PROJECT = "the documents or the history of a project"
    RUN = "a candidate's program"
    ENTRANCE = "the hash of a password"
    QUICK = "nothing but this process"


# Requests of a kind that are processed at the same time.
MOST = {Kind.SLOW: 32, Kind.START: 16, Kind.STORE: 8, Kind.PROJECT: 4, Kind.RUN: 4, Kind.ENTRANCE: 4, Kind.QUICK: 8}
# Each may take a thread; the rest are for the files of the page.
THREADS = sum(MOST.values()) + 8
_SLOW = re.compile(
    r"/api/(?:interviews/[^/]+/answers|candidate/reviews|candidate/plan|ask|ask/stream|explain)|/v1/chat/completions"
)


_UPLOAD = re.compile(r"/api/projects/[^/]+/(?:documents|history)")


def is_upload(method: str, path: str) -> bool:
    """Whether a request brings files."""
    return method == "POST" and _UPLOAD.fullmatch(path) is not None


# The first whose pattern is a whole path.
_PLACES = (
    (_SLOW, Kind.SLOW),
    (re.compile(r"/api/candidate.*"), Kind.STORE),
    (re.compile(r"/api/tasks(?:/[^/]+/runs)?"), Kind.RUN),
    (re.compile(r"/api/interviews.*"), Kind.STORE),
    (re.compile(r"/api/projects.*"), Kind.PROJECT),
    (re.compile(r"/api/account/(?:login|password|invitation|invitation/look)"), Kind.ENTRANCE),
    (re.compile(r"/api/(?:account|shared|operator).*"), Kind.STORE),
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
        self._uploads = asyncio.Semaphore(MOST_UPLOADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not for the API at once."""
        if not _is_for_api(scope):
            await self._app(scope, receive, send)
        elif is_upload(scope["method"], scope["path"]):
            async with self._uploads:
                await self._pass_on(scope, receive, send, MAX_UPLOAD_BYTES, UPLOAD_S)
        else:
            await self._pass_on(scope, receive, send, self._most_bytes, self._most_s)

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


class Places:
    """At most MOST requests of a kind are processed at a time; further ones wait until one of their kind has ended."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app
        self._places = {kind: asyncio.Semaphore(most) for kind, most in MOST.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests that are not for the API at once."""
        if not _is_for_api(scope):
            await self._app(scope, receive, send)
            return
        async with self._places[kind_of(scope["method"], scope["path"])]:
            await self._app(scope, receive, send)


def _is_for_api(scope: Scope) -> bool:
    return scope["type"] == "http" and str(scope["path"]).startswith(GUARDED)
