"""What a command refuses before it begins: an empty question, an unusable home, an address to serve on that is taken.

Decides what is said of each: one sentence that names the input and the way out. Light: `coach --help` loads it.
"""

import errno
import socket
from pathlib import Path

from app.errors import BadRequest, CoachError


def check_question(text: str) -> None:
    """Refuse a question without words: every passage is as near to it as any other.

    Raises:
        BadRequest: there is nothing but white space.
    """
    if not text.strip():
        raise BadRequest('the question is empty; write it in quotes, such as "When do I use PR-AUC?"')


def check_home(models: Path) -> None:
    """See that the home can be used, by making the folder of its models; one that holds it already may be read-only.

    Raises:
        CoachError: it cannot be made.
    """
    try:
        models.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoachError(
            f"the folder {models.parent} cannot be used: {error.strerror}; set COACH_HOME to one that can be written"
        ) from error


def check_address(host: str, port: int) -> None:
    """See that a server can listen there, by listening for a moment on each address of the host.

    Raises:
        CoachError: the port is taken or not allowed, or the host is none of this machine.
    """
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in places:
            with socket.socket(family, kind, protocol) as probe:
                # As uvicorn does: a port whose last server has just ended is free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            taken = (
                f"port {port} on {host} is taken, perhaps by another coach; choose another with --port or COACH_PORT"
            )
            raise CoachError(taken) from error
        raise CoachError(
            f"{host} with port {port} cannot be listened on: {error.strerror}; "
            "choose another with --host and --port, or COACH_HOST and COACH_PORT"
        ) from error
