"""A PostgreSQL server of the tests' own, which can be stopped and started again."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

POSTGRES = shutil.which("postgres")


@dataclass(frozen=True)
class PostgresServer:
    """A server whose data lie in `folder`, at `port` of this machine."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where SQLAlchemy finds it."""
        return f"postgresql+psycopg://coach@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it; it takes connections when this returns."""
        self._control("-o", f"-p {self.port} -k {self.folder} -h 127.0.0.1", "start")

    def stop(self) -> None:
        """Stop it at once, with whoever is connected."""
        self._control("-m", "immediate", "stop")

    def _control(self, *how: str) -> None:
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.run("pg_ctl", "-D", data, "-w", "-l", log, *how).check_returncode()

    def run(self, *command: str) -> Any:
        """It refuses to be run by root, who then runs it as somebody who has to reach its folder."""
        other: dict[str, Any] = {"user": "nobody"} if os.geteuid() == 0 else {}
        return subprocess.run(command, capture_output=True, cwd=self.folder, text=True, **other)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server that runs, new and empty; the test is skipped where there can be none."""
    pytest.importorskip("psycopg")
    if POSTGRES is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql, with `postgres` and `initdb` in the path")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = PostgresServer(Path(tempfile.mkdtemp()), free.getsockname()[1])
    if os.geteuid() == 0:
        shutil.chown(server.folder, user="nobody")
    made = server.run("initdb", "-D", str(server.folder / "data"), "-U", "coach")
    if made.returncode:
        pytest.skip(f"initdb does not work here: {made.stderr[:200]}")
    server.start()
    try:
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
