"""Whose requests are answered: by the name they were sent to, and by the page that sent them.

Decides what protects a coach without accounts from pages of other sites: a name that is not the coach's own is refused,
since a foreign page can give its own name this machine's address; so is a request of the API that a foreign page sent.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.error_bodies import PLAIN, error_response

# Where a request may come from, as the browser's Sec-Fetch-Site header says: the coach's own page or the address bar.
# Programs do not send this header, and neither do browsers over plain HTTP to another machine; these send Origin.
OWN_SITES = ("same-origin", "none")
OTHER_SITE = (
    "this request comes from a page of another site, which may not use the coach; "
    "open the coach's own page, or put this address into the address bar yourself"
)
# What costs or tells something, and is for the coach's own page and for programs: the API and the doors beside it.
GUARDED = ("/api/", "/v1/")
DEFAULT_PORTS = {"http": 80, "https": 443}
# int() raises for 4,301 digits.
MOST_PORT_DIGITS = 5


class KnownHost:
    """Answers requests to known host names alone; the others get 400."""

    def __init__(self, app: ASGIApp, names: Collection[str], *, takes_addresses: bool) -> None:
        """`names` as in a Host header without the port, "*" for any, "*.x" for all below x.

        `takes_addresses`: an IP address is answered too. No page can send one that is not its own site's.
        """
        self._app = app
        self._names = frozenset(bare(name.lower()) for name in names)
        self._takes_addresses = takes_addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is sent to a known name."""
        if scope["type"] != "http" or self._is_known(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        code, words = PLAIN[400]
        await error_response(400, code, words, retryable=False)(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        name = host_name(host)
        return is_named(name, self._names) or (self._takes_addresses and is_address(name))


def is_foreign(headers: Headers, names: Collection[str]) -> bool:
    """True if a page of another site sent the request; `names` are host names whose pages are trusted beside its own.

    A proxy may send on another Host than the browser's: then the site's name stands in COACH_ALLOWED_HOSTS.
    """
    if headers.get("sec-fetch-site", "none") not in OWN_SITES:
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        site = urlsplit(origin)
        port = site.port or DEFAULT_PORTS.get(site.scheme)
    except ValueError:
        return True
    if site.hostname is None:
        return True
    host = headers.get("host", "")
    own_name, own_port = host_name(host), port_of(host) or DEFAULT_PORTS.get(site.scheme)
    return (site.hostname, port) != (own_name, own_port) and not is_named(site.hostname, frozenset(names) - {"*"})


def host_name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of an IPv6 address, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def port_of(host: str) -> int | None:
    """The port in a Host header; None where there is none, or more digits than any port has."""
    port = host.rpartition("]")[2].partition(":")[2]
    return int(port) if port.isdecimal() and port.isascii() and len(port) <= MOST_PORT_DIGITS else None


def bare(name: str) -> str:
    """A name without the brackets of an IPv6 address."""
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name


def is_named(name: str, names: Collection[str]) -> bool:
    """True if a name is one of these or below one that begins with "*."."""
    if "*" in names or name in names:
        return True
    return any(known.startswith("*.") and name.endswith(known[1:]) for known in names)


def is_address(name: str) -> bool:
    """True for an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
