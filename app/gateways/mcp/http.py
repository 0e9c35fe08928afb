"""The MCP server over HTTP: whose requests are answered, how long they may be, what an error looks like.

Decides that the same holds as for the API: known host names alone, no page of another site, the same longest body, the
same callers; and that a session belongs to whoever has opened it.
"""

from collections.abc import Collection

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.accounts.admission import Admission, owner_in_context
from app.api.accounts.proxies import Proxies
from app.api.callers import OTHER_SITE, KnownHost, is_foreign
from app.api.error_bodies import error_response
from app.api.loading import LoadingCoach
from app.api.places.bodies import MAX_BODY_BYTES
from app.gateways.mcp.server import make_server
from app.settings import Settings

PATH = "/mcp"
IDLE_S = 1800.0
MOST_SESSIONS = 32


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


class OwnSessions:
    """Tells the library whose a request is, which then lets nobody into the session of somebody else."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on."""
        if scope["type"] == "http":
            # Not its token, which a client may change within a session: only whose it is is compared.
            known = AccessToken(token="", client_id=owner_in_context(), scopes=[])
            scope = {**scope, "user": AuthenticatedUser(known)}
        await self._app(scope, receive, send)


def http_application(loading: LoadingCoach, settings: Settings, host: str) -> ASGIApp:
    """The application that serves MCP's streamable HTTP at /mcp; `host` is where it listens."""
    listening = settings.model_copy(update={"host": host})
    inner = make_server(loading, settings, owner_in_context).streamable_http_app(
        streamable_http_path=PATH,
        max_request_body_size=MAX_BODY_BYTES,
        session_idle_timeout=IDLE_S,
        max_sessions=MOST_SESSIONS,
        # Hosts and origins are checked below, by the rules of the API, where an operator can name others.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    admitted = Admission(OwnSessions(inner), listening, loading)
    guarded = OwnSite(admitted, listening.allowed_names)
    known = KnownHost(guarded, listening.host_names, takes_addresses=listening.takes_addresses)
    return Proxies(known, listening.proxy_networks)
