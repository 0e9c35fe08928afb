"""What is told of requests, in /metrics and in the log: never an answer, a question, an id or a key."""

import io
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.coach import Coach
from app.observing.logs import set_up_logging
from app.settings import Settings

CANARY = "zebra-canary-7261"


class Breaks:
    """A tutor that fails, and quotes what it was asked."""

    def answer(self, found: Any) -> Any:
        raise ValueError(f"cannot answer {found.query}")


def application_of(settings: Settings, coach: Coach, **changes: Any) -> FastAPI:
    made = make_application(settings.model_copy(update=changes), lambda _: coach, Results.installed())
    made.state.loading.load()
    return made


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The log of the process as JSON; the loggers are as they were afterwards."""
    loggers = [logging.getLogger(name) for name in ("", "app", "ingest", "uvicorn", "uvicorn.error")]
    before = [(one.handlers[:], one.level, one.propagate) for one in loggers]
    stream = io.StringIO()
    set_up_logging(stream, as_json=True)
    yield stream
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


@contextmanager
def listening(application: FastAPI) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as held:
        config = uvicorn.Config(application, log_config=None, access_log=False, log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([held],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def test_no_answer_no_question_no_id_and_no_key_stands_in_the_log(
    settings: Settings, coach: Coach, logged: io.StringIO
) -> None:
    broken = replace(coach, questions=replace(coach.questions, tutor=Breaks()))
    # A connection on which something broke is closed.
    alone = httpx.Limits(max_keepalive_connections=0)
    application = application_of(settings, broken)
    with listening(application) as url, httpx.Client(base_url=url, timeout=120, limits=alone) as client:
        key = {"Authorization": f"Bearer {CANARY}", "Cookie": f"session={CANARY}", "Idempotency-Key": CANARY}
        interview = client.post("/api/interviews", json={"stage": "screening", "questions": 1, "seed": 1}).json()
        path = f"/api/interviews/{interview['id']}"
        answer = {"turn": 1, "answer": f"It is {CANARY}, since a model that overfits has a high variance."}
        assert client.post(f"{path}/answers", json=answer, headers=key).status_code == 200
        assert client.post(f"{path}/answers", json=answer | {"answer": "other"}, headers=key).status_code == 409
        assert client.get("/api/search", params={"q": CANARY}).status_code == 200
        assert client.get(f"/api/interviews/{CANARY}").status_code == 404
        assert client.post("/api/ask", json={"question": f"What is {CANARY}?"}).status_code == 500
        assert client.post("/api/ask", content=f'{{"question": "{CANARY}').status_code == 422
        metrics = client.get("/metrics").text
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    for secret in (CANARY, interview["id"], "overfits"):
        assert secret not in logged.getvalue()
        assert secret not in metrics
    events = [str(line["event"]) for line in lines]
    assert any(event.startswith("POST /api/interviews/{interview_id}/answers 200 in") for event in events), events
    failed = next(line for line in lines if "error" in line)
    assert failed["error"] == "builtins.ValueError"
    assert 'route="/api/interviews/{interview_id}/answers",status="409"' in metrics
    assert "coach_grades_total{" in metrics or "coach_grades" in metrics


def test_every_reply_names_its_request_and_takes_a_proxys_name_for_it(client: TestClient) -> None:
    first, second = (client.get("/healthz").headers["x-request-id"] for _ in range(2))
    assert first != second
    given = client.get("/healthz", headers={"X-Request-ID": "proxy-0123456789"})
    assert given.headers["x-request-id"] == "proxy-0123456789"
    for odd in ("x", "a b c d e f g h i", "<script>alert(1)</script>", "a" * 200):
        assert client.get("/healthz", headers={"X-Request-ID": odd}).headers["x-request-id"] != odd


def test_the_lines_of_a_request_carry_its_id(client: TestClient, logged: io.StringIO) -> None:
    identifier = client.get("/api/options").headers["x-request-id"]
    line = json.loads(logged.getvalue().splitlines()[-1])
    assert line["request_id"] == identifier
    assert str(line["event"]).startswith("GET /api/options 200 in ")


def test_an_address_that_is_no_route_and_a_method_that_is_none_make_no_label(client: TestClient) -> None:
    for number in range(3):
        client.get(f"/nothing/{number}")
        client.request(f"ODD{number}", "/api/options")
    text = client.app.state.metrics.told().decode()
    assert "/nothing" not in text
    assert "ODD" not in text


@pytest.mark.parametrize(
    ("metrics", "host", "headers", "status"),
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("local", "203.0.113.9", {}, 404),
        ("all", "203.0.113.9", {}, 200),
        ("off", "127.0.0.1", {}, 404),
    ],
)
def test_who_may_read_the_metrics(
    settings: Settings, coach: Coach, metrics: str, host: str, headers: dict[str, str], status: int
) -> None:
    application = application_of(settings, coach, metrics=metrics)
    told = TestClient(application, base_url="http://localhost", client=(host, 1)).get("/metrics", headers=headers)
    assert told.status_code == status
    if status == 200:
        assert told.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("name", "status"), [("localhost:8000", 200), ("127.0.0.1", 200), ("coach.example", 404)])
def test_a_proxy_that_tells_nothing_of_itself_is_known_by_the_name_that_was_asked_for(
    settings: Settings, coach: Coach, name: str, status: int
) -> None:
    application = application_of(settings, coach, metrics="local", allowed_hosts="coach.example, localhost, 127.0.0.1")
    through = TestClient(application, base_url=f"http://{name}", client=("127.0.0.1", 1))
    assert through.get("/metrics").status_code == status
