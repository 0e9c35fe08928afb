"""Errors in the shape that OpenAI's clients read, and for whom.

Decides which type an error has, and whether a client should try again: it would repeat every conflict by itself.
"""

import json
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import CoachError

PREFIX = "/v1/"
TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
FIRST_ERROR, FIRST_OF_SERVER = 400, 500
JSON = b"application/json"


def body_of(error: CoachError) -> dict[str, Any]:
    """The body of an error of the coach."""
    return _body(error.status, error.code, str(error))


def _body(status: int, code: str, message: str) -> dict[str, Any]:
    kind = "server_error" if status >= FIRST_OF_SERVER else TYPES.get(status, "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


class InOpenAIShape:
    """The whole application; an error that it answers below /v1/ is told as OpenAI's clients read it."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on except such an error."""
        if scope["type"] != "http" or not str(scope["path"]).startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def shaped(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_error(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body", False):
                    for one in _shaped(held):
                        await send(one)

        await self._app(scope, receive, shaped)


def _is_error(start: Message) -> bool:
    kind = next((value for name, value in start["headers"] if name.lower() == b"content-type"), b"")
    return bool(start["status"] >= FIRST_ERROR and kind.startswith(JSON))


def _shaped(held: list[Message]) -> Iterable[Message]:
    start, *rest = held
    error = json.loads(b"".join(message.get("body", b"") for message in rest))["error"]
    body = json.dumps(_body(start["status"], error["code"], error["message"]), ensure_ascii=False).encode()
    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    again = b"true" if error["retryable"] else b"false"
    headers = [*kept, (b"content-length", str(len(body)).encode()), (b"x-should-retry", again)]
    return {**start, "headers": headers}, {"type": "http.response.body", "body": body}
