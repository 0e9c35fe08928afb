"""What a proxy says of a request, and whether it is believed.

Decides that only a peer whose address is one of the trusted ones is believed; its word of the client's address and of
the scheme is used from there on, and the peer stays known beside it. That a request was handed on for somebody else is
taken from whoever says so.
"""

import ipaddress
import re
from collections.abc import Collection, Iterator
from ipaddress import IPv4Network, IPv6Network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

PEER = "coach.peer"
# The headers in which a proxy names those for whom it asks.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_FOR = re.compile(r"(?:^|;)\s*for\s*=([^;]*)", re.IGNORECASE)
_PORT = re.compile(r"^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$")


class Proxies:
    """Keeps who sent a request, and takes a trusted proxy's word for whom it was sent."""

    def __init__(self, app: ASGIApp, networks: Collection[IPv4Network | IPv6Network]) -> None:
        """`networks` are those of the trusted proxies."""
        # uvicorn types ASGI in its own words.
        self._app: ASGIApp = ProxyHeadersMiddleware(app, [str(one) for one in networks])  # type: ignore[arg-type,assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on."""
        if scope["type"] == "http":
            scope[PEER] = address_of(scope)
        await self._app(scope, receive, send)


def peer_of(scope: Scope) -> str:
    """The address that sent a request to this process, whatever it says of others."""
    return str(scope.get(PEER, address_of(scope)))


def address_of(scope: Scope) -> str:
    """The address that a request is answered to; empty where there is none, as on a Unix socket."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def is_in(address: str, networks: Collection[IPv4Network | IPv6Network]) -> bool:
    """Whether an address is in one of the networks."""
    found = _ip(address)
    return found is not None and any(found in network for network in networks)


def is_elsewhere(address: str) -> bool:
    """Whether an address is one of another machine."""
    found = _ip(address)
    return found is not None and not found.is_loopback


def is_handed_on(scope: Scope) -> bool:
    """Whether a proxy, believed or not, asks for somebody who is not at this machine, or whom it does not name."""
    found = (_ip(name) for name in _asked_for(Headers(scope=scope)))
    return any(address is None or not address.is_loopback for address in found)


def _asked_for(headers: Headers) -> Iterator[str]:
    """Whom the headers of proxies name, without ports; '' for somebody without a name."""
    for header in FORWARDED:
        for one in (one for value in headers.getlist(header) for one in value.split(",")):
            said = _FOR.search(one)
            name = one if header != "forwarded" else said[1] if said else ""
            bare = name.strip().strip('"')
            port = _PORT.match(bare)
            yield (port[1] or port[2]) if port else bare


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
