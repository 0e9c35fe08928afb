"""A PostgreSQL server of the tests' own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

POSTGRES = shutil.which("postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of its own."""
    pytest.importorskip("psycopg")
    if POSTGRES is None:
        pytest.skip("no PostgreSQL: apt-get install postgresql, with `postgres` and `initdb` in the path")
    # It refuses to be run by root, who then runs it as somebody who has to reach its folder.
    folder, other = Path(tempfile.mkdtemp()), {"user": "nobody"} if os.geteuid() == 0 else {}
    if other:
        shutil.chown(folder, **other)
    run = partial(subprocess.run, capture_output=True, cwd=folder, text=True, **other)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = run(["initdb", "-D", folder / "data", "-U", "coach"])
    if made.returncode:
        pytest.skip(f"initdb does not work here: {made.stderr[:200]}")
    command = ["pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
    run([*command, "-o", f"-p {port} -k {folder} -h 127.0.0.1", "start"], check=True)
    yield f"postgresql+psycopg://coach@127.0.0.1:{port}/postgres"
    run([*command, "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)
