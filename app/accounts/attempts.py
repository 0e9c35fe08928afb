"""How often a password may be tried.

Decides three bounds, each over a time that slides: for a name from one address, for a name from everywhere, for an
address whatever the name. The first keeps somebody from guessing, the second many machines from guessing together, the
third one machine from trying the same password with many names. A name is never locked for good.
"""

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

# Addresses of one IPv6 customer: the network, since its last 64 bits are theirs to choose.
IPV6_PREFIX = 64


@dataclass(frozen=True)
class Bound:
    """At most so many attempts within a time."""

    most: int
    within: timedelta


PAIR = Bound(8, timedelta(minutes=15))
NAME = Bound(60, timedelta(hours=1))
ADDRESS = Bound(40, timedelta(minutes=15))
LONGEST = max(PAIR.within, NAME.within, ADDRESS.within)


def subjects(name: str, address: str) -> Mapping[str, Bound]:
    """What an attempt counts for, each with its bound; of a link, which has no name, only where it came from.

    Whoever sends it comes first: what is refused for them does not count for the name, which others sign in by too.
    They are digests: what was tried as a name may be a password.
    """
    network = network_of(address)
    if not name:
        return {_subject("address", network): ADDRESS}
    return {
        _subject("pair", name, network): PAIR,
        _subject("address", network): ADDRESS,
        _subject("name", name): NAME,
    }


def of_name(name: str, address: str) -> tuple[str, str]:
    """Those of them that a sign-in which went well makes forgotten; the address keeps its count."""
    return _subject("pair", name, network_of(address)), _subject("name", name)


def network_of(address: str) -> str:
    """The network that one customer has: an IPv4 address itself, the first half of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return str(found)


def _subject(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
