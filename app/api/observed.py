"""Every request gets an id, is counted, has a span of OpenTelemetry and leaves one line in the log.

Decides what is told of a request: its method, its route as it is declared, its status and its time; neither the
address, which may hold an interview's id or a question, nor anything that was sent.
"""

import logging
import re
import secrets
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.observing.logs import bound
from app.observing.metrics import Metrics
from app.observing.tracing import Spans, ended

REQUEST_ID = "X-Request-ID"
# An id that a proxy gives; anything else gets one of ours.
KNOWN_ID = re.compile(r"[\w-]{8,64}")
ELSEWHERE = "other"
# Whoever watches asks every few seconds.
UNLOGGED = ("/healthz", "/readyz", "/metrics")
log = logging.getLogger(__name__)


class Observed:
    """Stands around the whole application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Take the application, and what counts."""
        self._app = app
        self._metrics = metrics
        self._spans = Spans()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; it is counted when its reply has ended, or broke."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier, method = _id_of(scope), _method_of(scope)
        # A client that went away before the reply began got none.
        status, began = 499, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", [])
                MutableHeaders(scope=message)[REQUEST_ID] = identifier
            await send(message)

        with (
            bound(request_id=identifier),
            self._spans.of(method, Headers(scope=scope), identifier) as span,
        ):
            try:
                await self._app(scope, receive, noted)
            finally:
                route = route_of(scope)
                ended(span, method, route, status)
                self._count(method, route, status, time.perf_counter() - began)

    def _count(self, method: str, route: str, status: int, seconds: float) -> None:
        self._metrics.request(method, route, status, seconds)
        if route not in UNLOGGED:
            log.info("%s %s %d in %.0f ms", method, route, status, 1000 * seconds)


def _id_of(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if KNOWN_ID.fullmatch(given) else secrets.token_hex(8)


def _method_of(scope: Scope) -> str:
    """The method, which is any word that a client likes."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else ELSEWHERE


def route_of(scope: Scope) -> str:
    """The path of a request's route as it is declared; "other" where none took it."""
    route: Any = scope.get("route")
    path = getattr(route, "path", "")
    if path:
        return str(path)
    return "/static" if str(scope["path"]).startswith("/static/") else ELSEWHERE
