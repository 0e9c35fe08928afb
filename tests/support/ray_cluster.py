"""A Ray of two workers on this machine, for tests of jobs, at an address that a job can name.

It is started by Ray's own command with its ports told, in a folder of its own. Ray's node waits 15 seconds, and no
longer, until the two programs beside it, each of which imports for seconds, have said in files which ports they took:
on a machine that much else keeps busy it never started. So what it was told already is written there at once.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240
# Of loopback; for 127.0.0.1 Ray takes an address that others can reach.
HERE = "127.0.0.2"
# Without the parts of Ray that make a dashboard only one of them takes a port.
NO_PORT = "-1"
BESIDE = ("metrics_agent_port", "dashboard_agent_listen_port", "metrics_export_port")


class RayDidNotStart(Exception):
    """Ray is there and its node did not start in time."""


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def ray_cluster(workers: int = 2) -> Iterator[dict[str, str]]:
    """The environment of a program that is to find it: its address, and the token without which it takes no job."""
    port, beside = free_ports(2)
    # A name of a socket has room for a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))
    environment = os.environ | {
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        # Of its own accord it makes its workers wait for everybody else.
        "RAY_worker_niceness": "0",
        # On a machine that much else keeps busy a worker takes longer to start than the minute that it has.
        "RAY_worker_register_timeout_seconds": "600",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH", "")))),
    }
    command = [
        *(sys.executable, "-P", "-c", "from ray.scripts.scripts import main; main()"),
        *("start", "--head", "--block", "--disable-usage-stats", "--include-dashboard=false"),
        *(f"--port={port}", f"--runtime-env-agent-port={beside}", f"--node-ip-address={HERE}"),
        *(f"--num-cpus={workers}", "--object-store-memory=100000000", f"--temp-dir={folder}"),
    ]
    with (folder / "started").open("wb") as log:
        program = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait(program, folder, beside)
        yield environment | {"RAY_ADDRESS": f"{HERE}:{port}"}
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            program.wait(20)
        _kill_all(folder)
        program.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(program: "subprocess.Popen[bytes]", folder: Path, port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and program.poll() is None:
        for known in folder.glob("session_2*/gcs_server_port_*"):
            node = known.name.removeprefix("gcs_server_port_")
            for name in (*BESIDE, "runtime_env_agent_port"):
                place = known.with_name(f"{name}_{node}")
                if not place.exists():
                    place.write_text(str(port) if name == "runtime_env_agent_port" else NO_PORT)
        if b"Ray runtime started" in (folder / "started").read_bytes():
            return
        time.sleep(0.1)
    raise RayDidNotStart((folder / "started").read_text()[-600:])


def _kill_all(folder: Path) -> None:
    """What of it is left: its processes name its folder."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = place.read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in told and int(place.parent.name) != os.getpid():
            os.kill(int(place.parent.name), signal.SIGKILL)
