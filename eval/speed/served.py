"""A server of our own for what is measured from outside: its start, its memory, its processor time.

Decides that it has the model and the index of the settings and a new database, and listens on loopback alone.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.folders import PACKAGES
from app.settings import Settings

READY_S = 60
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@contextmanager
def served(settings: Settings, ready_s: float = READY_S, **environment: str) -> Iterator[tuple[str, int]]:
    """A server that is ready, with a database of its own: its address and its process.

    `environment`: further variables, such as COACH_WORKERS.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as base:
        own = {
            "HF_HUB_OFFLINE": "1",
            "COACH_HOME": str(settings.home),
            "COACH_CORPUS": str(settings.corpus),
            "COACH_DATABASE_URL": f"sqlite:///{base}/coach.sqlite",
        }
        command = [sys.executable, "-c", "from app.terminal.main import main; main()", "serve", "--port", str(port)]
        with subprocess.Popen(  # noqa: S603  (our own command)
            command, env=os.environ | own | environment, cwd=PACKAGES, stderr=subprocess.DEVNULL
        ) as server:
            try:
                wait_ready(f"http://127.0.0.1:{port}/readyz", ready_s)
                yield f"http://127.0.0.1:{port}", server.pid
            finally:
                server.terminate()


def wait_ready(url: str, ready_s: float = READY_S) -> None:
    """Wait until a server says that it is ready.

    Raises:
        TimeoutError: it is not in `ready_s` seconds.
    """
    until = time.monotonic() + ready_s
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310  (our own server)
                if reply.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    raise TimeoutError(f"{url} was not ready in {ready_s:g} s")


def resident_mb(pid: int | str = "self") -> dict[str, float]:
    """Resident memory of a process in MB: all (VmRSS), its own (RssAnon), pages of mapped files (RssFile)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    wanted = {"VmRSS", "RssAnon", "RssFile"}
    parts = (line.split() for line in lines)
    return {part[0].rstrip(":"): int(part[1]) / 1024 for part in parts if part[0].rstrip(":") in wanted}


def cpu_s(pid: int) -> float:
    """Processor seconds of all threads of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def others_share(before: tuple[float, float], after: tuple[float, float], own_s: float) -> float:
    """The share of the machine's processor time between two `machine_s` that others took, 0..1."""
    passed = after[1] - before[1]
    return 0.0 if passed <= 0 else max(0.0, min(1.0, (after[0] - before[0] - own_s) / passed))


def machine_s() -> tuple[float, float]:
    """Processor seconds of the whole machine so far: busy ones, and all."""
    first = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()[1:9]
    spent = [int(field) / TICKS_A_SECOND for field in first]
    idle = spent[3] + spent[4]
    return sum(spent) - idle, sum(spent)
