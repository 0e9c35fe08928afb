"""Servers of our own for what is measured from outside: a coach, its start, memory and processor time; a slow model.

Decides that the coach has the model and the index of the settings and a new database, and that all listen on loopback
alone.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.coach.accounts.accounts import Accounts
from app.coach.accounts.passwords import Passwords
from app.folders import PACKAGES
from app.opening import know_questions, now, open_bank
from app.settings import Settings
from app.store.interviews import Store
from eval.speed.material import cut_corpus
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.precomputed import KnownTexts

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


@dataclass(frozen=True)
class Home:
    """A home for this measurement alone: its settings, its database, and the keys of its users."""

    settings: Settings
    database: str
    keys: Sequence[str]

    @contextmanager
    def served(self, cores: int, **environment: str) -> Iterator[tuple[str, Sequence[str], int]]:
        """A server of it that is ready, on so many cores: its address, the keys of its users, its process."""
        accounts = {"COACH_ACCOUNTS": "on", "COACH_DATABASE_URL": self.database}
        with served(self.settings, 300, **accounts, **environment) as (url, pid):
            if hasattr(os, "sched_setaffinity"):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    os.sched_setaffinity(int(task.name), sorted(os.sched_getaffinity(0))[:cores])
            yield url, self.keys, pid


@contextmanager
def own_home(settings: Settings, points: int, users: int) -> Iterator[Home]:
    """A home whose bank asks for so many key points at most, with so many users; the models are shared.

    Each is somebody else, as on a server for many: what is remembered of one who gives a thousand answers in a minute
    is read with each of them. What questions are graded by is embedded ahead: a server does it once, beside its first
    answers, which would be measured with it.
    """
    with tempfile.TemporaryDirectory() as base:
        home = Path(base) / "home"
        home.mkdir()
        settings.models_folder.mkdir(parents=True, exist_ok=True)
        (home / settings.models_folder.name).symlink_to(settings.models_folder.resolve(), target_is_directory=True)
        corpus = cut_corpus(settings.corpus, Path(base), points)
        own = settings.model_copy(update={"home": home, "corpus": corpus})
        know_questions(KnownTexts(load_embedder(own.models_folder)), own, open_bank(own))
        database = f"sqlite:///{base}/coach.sqlite"
        yield Home(own, database, _keys(database, users))


def _keys(database: str, count: int) -> list[str]:
    """So many users with a key each; the keys."""
    store = Store(database)
    accounts = Accounts(store, Passwords(), now)
    try:
        users = [accounts.invite(f"candidate-{number}")[0] for number in range(count)]
        return [accounts.make_key(user.owner, "load")[1] for user in users]
    finally:
        store.close()


@contextmanager
def slow_model(seconds: float) -> Iterator[str]:
    """A language model that says a sentence after so many seconds: its address."""

    class Model(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Say which models there are."""
            self._begin("application/json")
            self.wfile.write(b'{"object":"list","data":[{"id":"slow"}]}')

        def do_POST(self) -> None:
            """Stream a reply to whatever was asked."""
            self.rfile.read(int(self.headers["Content-Length"]))
            self._begin("text/event-stream")
            time.sleep(seconds)
            for delta, finish in (({"role": "assistant", "content": "It keeps keys [1]."}, None), ({}, "stop")):
                choice = {"index": 0, "delta": delta, "finish_reason": finish}
                row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "slow", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(row)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def _begin(self, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: a measurement has its own output."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 1024

        def handle_error(self, *_: object) -> None:
            """Nothing: who asked is gone, and so is the measurement."""

    with Server(("127.0.0.1", 0), Model) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
