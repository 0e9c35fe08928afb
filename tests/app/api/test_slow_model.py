"""While many answers wait for a slow model, what waits for none is not held up: counted, not timed."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from brains import by_role, grades
from fastapi.testclient import TestClient
from sampled import slow
from scripted import Play, Scripted

from app.api.places import kinds
from app.api.places.kinds import Kind
from app.main import create_app
from app.settings import Settings

START = {"stage": "screening", "topics": ["ml-fundamentals"], "questions": 2, "seed": 7}
ANSWER = "High bias means that the model is too simple and underfits, so training and validation error are both high."
# Far above what anything here takes, and below what the model takes.
PATIENCE_S = 240.0


class SlowGrader:
    """A model that words questions at once, and judges no answer before it may."""

    def __init__(self) -> None:
        self.may_judge = threading.Event()
        self.asked = threading.Semaphore(0)
        self._judges = grades({})

    def __call__(self, body: dict[str, Any]) -> str:
        self.asked.release()
        self.may_judge.wait(2 * PATIENCE_S)
        return self._judges(body)


@pytest.fixture
def slow_grader(server: Scripted) -> SlowGrader:
    grader = SlowGrader()
    server.default = Play(by_role(grader=grader))
    return grader


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("interviews", "held"), [(9, 6), slow(100, 100)])
def test_searches_and_starts_wait_for_no_answer_that_a_slow_model_is_judging(
    settings: Settings,
    server: Scripted,
    slow_grader: SlowGrader,
    shared_parts: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    interviews: int,
    held: int,
) -> None:
    """With 100 interviews on a model of 10 s a search took up to 33 s and a start 21 s: they shared their places."""
    monkeypatch.setitem(kinds.WITH_MODEL, Kind.SLOW, held)
    waits = {f"llm_{name}_s": 2 * PATIENCE_S for name in ("first_token", "between_tokens", "overall")}
    database = {"database_url": f"sqlite:///{tmp_path / 'coach.sqlite'}"}
    model = {"llm_base_url": server.url, "llm_model": "scripted", "llm_retries": 0}
    application = create_app(settings.model_copy(update=model | waits | database))
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as client, ThreadPoolExecutor(interviews + 1) as pool:
        begun = [client.post("/api/interviews", json=START).json()["id"] for _ in range(interviews)]
        answers = [pool.submit(answered, client, one) for one in begun]
        try:
            assert all(slow_grader.asked.acquire(timeout=PATIENCE_S) for _ in range(held))
            quick: list[Callable[[], Any]] = [
                lambda: client.get("/api/search", params={"q": "kv cache"}),
                lambda: client.post("/api/interviews", json=START),
                lambda: client.get(f"/api/interviews/{begun[0]}"),
                lambda: client.get("/healthz"),
            ]
            statuses = [pool.submit(one).result(timeout=PATIENCE_S).status_code for one in quick * 3]
            assert statuses == [200, 201, 200, 200] * 3
            assert not any(one.done() for one in answers)
        finally:
            slow_grader.may_judge.set()
        assert [one.result(timeout=PATIENCE_S) for one in answers] == [200] * interviews


def answered(client: TestClient, identifier: str) -> int:
    """The status of an answer that is sent again, as the page does, while the coach asks for that.

    All that the model held back are stored in the same moment, and SQLite has one writer.
    """
    until = time.monotonic() + 3 * PATIENCE_S
    while True:
        body, headers = {"answer": ANSWER, "turn": 1}, {"Idempotency-Key": identifier}
        response = client.post(f"/api/interviews/{identifier}/answers", json=body, headers=headers)
        if response.status_code != 503 or time.monotonic() > until:
            return response.status_code
        assert response.json()["error"]["retryable"]
        time.sleep(float(response.headers["Retry-After"]))
