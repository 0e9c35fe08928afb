"""What a command refuses before it begins, such as an address to serve on that is taken, and a build that failed.

Decides what is said of each: one sentence that names the input and the way out. Light: `coach --help` loads it.
"""

import errno
import os
import socket
from pathlib import Path
from typing import Any

from app.untrusted.terminal_text import SURROGATE
from ingest.errors import BadRequest, CoachError

FAMILY_OFF = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)


def check_question(text: str) -> None:
    """Refuse a question without words, to which every passage is equally near, and one that no tokenizer takes.

    Raises:
        BadRequest: there is nothing but white space, or a byte that is not UTF-8.
    """
    if not text.strip():
        raise BadRequest('the question is empty; write it in quotes, such as "When do I use PR-AUC?"')
    if SURROGATE.search(text):
        raise BadRequest("the question is not UTF-8; write it in a terminal whose encoding is UTF-8")


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


def not_built(index: Path, error: OSError) -> str:
    """What is said of a build that the machine stopped: at a file that it reads, at the index, or at no one place."""
    reason = str(error.strerror or error)
    # The new index is written beside its place: "/proc/.x-k3_9" is no name that anyone gave.
    staging = str(index.parent / f".{index.name}-")
    at = "" if error.filename is None else os.fsdecode(error.filename)
    is_index = at.startswith(staging) or at in map(str, (index, *index.parents))
    if at and not is_index:
        return f"the index {index} cannot be built: {at}: {reason}"
    failed = "written" if is_index else "built"
    return f"the index {index} cannot be {failed}: {reason}; name another folder with --index or COACH_INDEX"


def check_address(host: str, port: int) -> str:
    """See that a server can listen there, by listening for a moment on each address of the host.

    Returns:
        The host to listen on. It is the first usable address where another is of a family that is off, as ::1 of
        localhost may be: asyncio gives up at the first address that it cannot have.

    Raises:
        CoachError: the port is taken or not allowed, or the host is no name, or none of this machine.
    """
    usable, off = list[str](), list[OSError]()
    try:
        for place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
            try:
                _try_address(place[:3], place[4])
                usable.append(str(place[4][0]))
            except OSError as error:
                if error.errno not in FAMILY_OFF:
                    raise
                off.append(error)
        if off and not usable:
            raise off[0]
    except UnicodeError as error:
        raise CoachError(f"{host} is no name of a host; choose another with --host or COACH_HOST") from error
    except OSError as error:
        raise CoachError(_not_listened(host, port, error)) from error
    return usable[0] if off else host


def _try_address(kind: tuple[int, int, int], address: Any) -> None:
    with socket.socket(*kind) as probe:
        # As uvicorn does: a port whose last server has just ended is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if probe.family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        probe.bind(address)


def _not_listened(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken, perhaps by another coach; choose another with --port or COACH_PORT"
    return (
        f"{host} with port {port} cannot be listened on: {error.strerror or error}; "
        "choose another with --host and --port, or COACH_HOST and COACH_PORT"
    )
