"""`coach serve` as a process: several workers behind one port, and how it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.main import prepare
from app.settings import Settings
from app.terminal.server import serve
from eval.speed.served import served, wait_ready
from ingest.errors import BadRequest

ANSWER = "A model with high bias underfits and one with high variance overfits, so I compare both errors. " * 4


def test_a_database_in_memory_is_no_use_to_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATABASE_URL", "sqlite://")
    with pytest.raises(BadRequest, match="COACH_DATABASE_URL"):
        serve(host="127.0.0.1", port=47_613, workers=2)


def test_what_workers_share_is_made_once_before_they_start(home: Path, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=home, database_url=f"sqlite:///{tmp_path}/coach.sqlite")
    prepare(settings)
    assert (tmp_path / "coach.sqlite").stat().st_size > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_several_workers_hold_one_interview_and_one_key_makes_one_turn(settings: Settings) -> None:
    with (
        served(settings, 300, COACH_WORKERS="2") as (url, _),
        # Each request may meet a worker that still loads; a client tries again, as it is told.
        httpx.Client(base_url=url, timeout=120, transport=httpx.HTTPTransport(retries=2)) as client,
    ):
        body = {"stage": "screening", "questions": 2, "seed": 1}
        interview = again(lambda: client.post("/api/interviews", json=body)).json()
        path, given = f"/api/interviews/{interview['id']}", {"turn": 1, "answer": ANSWER}

        def answer(_: int) -> httpx.Response:
            key = {"Idempotency-Key": "one-key"}
            return again(lambda: httpx.post(f"{url}{path}/answers", json=given, headers=key, timeout=120))

        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(answer, range(6)))
        assert {reply.status_code for reply in replies} == {200}
        held = again(lambda: client.get(path)).json()
        assert len(held["turns"]) == 1
        metrics = client.get("/metrics").text
        counted = next(line for line in metrics.splitlines() if line.startswith("coach_grades_total{"))
        assert float(counted.rpartition(" ")[2]) >= 1


def again(ask: Callable[[], httpx.Response]) -> httpx.Response:
    until = time.monotonic() + 120
    while (reply := ask()).status_code == 503 and time.monotonic() < until:
        time.sleep(0.3)
    return reply


def begun(url: str) -> float:
    """How many answers are being graded or wait for a place."""
    lines = httpx.get(f"{url}/metrics", timeout=60).text.splitlines()
    of_answers = [line for line in lines if line.startswith("coach_places_") and 'kind="slow"' in line]
    return sum(float(line.rpartition(" ")[2]) for line in of_answers)


@contextmanager
def process(settings: Settings, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "COACH_HOME": str(settings.home),
        "COACH_DATABASE_URL": f"sqlite:///{folder}/coach.sqlite",
    }
    command = [sys.executable, "-c", "from app.terminal.main import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_server_that_is_told_to_stop_ends_what_it_has_begun_and_logs_json(settings: Settings, tmp_path: Path) -> None:
    # A number of our own may belong to somebody's connection at that moment.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with process(settings, tmp_path, port) as running, ThreadPoolExecutor(8) as pool:
        url = f"http://127.0.0.1:{port}"
        wait_ready(f"{url}/readyz", 300)
        starts = [
            httpx.post(f"{url}/api/interviews", json={"stage": "screening", "questions": 1, "seed": seed}, timeout=120)
            for seed in range(5)
        ]
        paths = [f"{url}/api/interviews/{one.json()['id']}/answers" for one in starts]
        body = {"turn": 1, "answer": ANSWER}
        sent = [pool.submit(httpx.post, path, json=body, timeout=120) for path in paths]
        # What has not reached the server yet is no request that it has begun.
        until = time.monotonic() + 60
        while begun(url) < len(paths) and not all(one.done() for one in sent) and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        replies = [one.result() for one in sent]
        assert {reply.status_code for reply in replies} == {200}
        assert all("event: done" in reply.text for reply in replies)
        assert running.wait(60) in (0, -signal.SIGTERM)
        assert running.stderr is not None
        lines = [json.loads(line) for line in running.stderr.read().decode().splitlines() if line.startswith("{")]
    assert any("/api/interviews/{interview_id}/answers 200" in str(line["event"]) for line in lines)
