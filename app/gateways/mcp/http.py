"""The MCP server over HTTP: whose requests are answered, how long they may be, what an error looks like.

Decides that the same holds as for the API: known host names alone, no page of another site, the same longest body.
"""

from collections.abc import Collection

from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.callers import OTHER_SITE, KnownHost, is_foreign
from app.api.error_bodies import error_response
from app.api.places import MAX_BODY_BYTES, MOST, Kind
from app.gateways.mcp.server import CoachServer
from app.settings import Settings

PATH = "/mcp"
IDLE_S = 1800.0


class OwnSite:
    """Refuses what a page of another site sends."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        """`names`: hosts whose pages are trusted beside the server's own."""
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what programs and the server's own site send."""
        if scope["type"] == "http" and is_foreign(Headers(scope=scope), self._names):
            await error_response(403, "other_site", OTHER_SITE, retryable=False)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def http_application(server: CoachServer, settings: Settings, host: str) -> ASGIApp:
    """The application that serves MCP's streamable HTTP at /mcp; `host` is where it listens."""
    listening = settings.model_copy(update={"host": host})
    inner = server.streamable_http_app(
        streamable_http_path=PATH,
        max_request_body_size=MAX_BODY_BYTES,
        session_idle_timeout=IDLE_S,
        max_sessions=MOST[Kind.SLOW],
        # Hosts and origins are checked below, by the rules of the API, where an operator can name others.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    guarded = OwnSite(inner, listening.allowed_names)
    return KnownHost(guarded, listening.host_names, takes_addresses=listening.takes_addresses)
