"""What holds for every request: loading, headers, the schema, limits."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.answering.cited_answer import Answer
from app.api import application as serving
from app.api import loading
from app.api.application import make_application
from app.api.inside.results import Results
from app.api.loading import LoadingCoach
from app.api.places import kinds
from app.api.places.kinds import MOST, Kind
from app.coach.coach import Coach
from app.settings import Settings
from ingest.errors import CoachError, IndexUnusable, StoreFailed


def test_the_page_and_health_are_served_while_the_coach_still_loads(settings: Settings, coach: Coach) -> None:
    may_end = threading.Event()

    def load(report: Callable[[str], None]) -> Coach:
        report("building the index: 1 of 9 windows embedded")
        may_end.wait(20)
        return coach

    with TestClient(make_application(settings, load, Results.installed()), base_url="http://localhost") as new:
        assert new.get("/healthz").json() == {"status": "ok"}
        assert new.get("/").status_code == 200
        ready = new.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["doing"].startswith("building the index")
        refused = new.post("/api/ask", json={"question": "what is bm25"})
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        may_end.set()


def test_a_coach_that_cannot_be_loaded_says_why_to_every_request(settings: Settings) -> None:
    def load(report: Callable[[str], None]) -> Coach:
        raise OSError("no space left on device")

    application = make_application(settings, load, Results.installed())
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as broken:
        assert "no space left" in broken.get("/readyz").json()["doing"]
        answer = broken.post("/api/ask", json={"question": "what is bm25"})
        assert answer.status_code == 500
        assert "no space left" in answer.json()["error"]["message"]


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/healthz", "/api/interviews/none"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        # A recording in the memory of the page may be replayed; no other sound or film is loaded.
        assert [part.strip() for part in policy.split(";") if "blob:" in part or "media" in part] == ["media-src blob:"]


def test_the_openapi_schema_describes_errors_and_examples(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    answers = schema["paths"]["/api/interviews/{interview_id}/answers"]["post"]
    assert {"404", "409", "422", "503"} <= set(answers["responses"])
    assert "examples" in schema["components"]["schemas"]["AskRequest"]["properties"]["question"]


def test_a_body_without_end_is_cut_off(client: TestClient) -> None:
    response = client.post(
        "/api/ask", content=b'{"question": "' + b"x" * 600_000 + b'"}', headers={"content-type": "application/json"}
    )
    assert response.status_code == 413


class Waiting:
    """A tutor whose answers all wait for a sign, and which counts them."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.asked = threading.Semaphore(0)

    def answer(self, _: Any) -> Answer:
        self.asked.release()
        self.may_end.wait(250)
        return Answer((), (), "offline", refused="Nothing.")


@contextmanager
def busy(settings: Settings, coach: Coach, requests: int, begun: int) -> Iterator[Callable[[str], int]]:
    """What gets a path and tells its status, while `begun` of so many requests are answered and the others wait."""
    tutor = Waiting()
    slow = replace(coach, questions=replace(coach.questions, tutor=tutor))
    application = make_application(settings, lambda _: slow, Results.installed())
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as client, ThreadPoolExecutor(requests + 1) as pool:
        asked = [pool.submit(client.post, "/api/ask", json={"question": "what is bm25"}) for _ in range(requests)]
        try:
            for _ in range(begun):
                assert tutor.asked.acquire(timeout=120)
            yield lambda path: pool.submit(client.get, path).result(timeout=10).status_code
        finally:
            tutor.may_end.set()
        assert {one.result(timeout=120).status_code for one in asked} == {200}


@pytest.mark.slow
def test_health_is_told_while_answers_take_every_thread(
    settings: Settings, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(kinds.MOST, Kind.SLOW, 60)
    # As many threads as answers: none is left for anything else.
    monkeypatch.setattr(serving, "SPARE_THREADS", 60 - sum(kinds.MOST.values()))
    with busy(settings, coach, 65, 60) as status:
        assert [status(path) for path in ("/healthz", "/readyz")] == [200, 200]


@pytest.mark.slow
def test_the_page_is_served_while_more_answers_are_asked_for_than_can_be_made_at_once(
    settings: Settings, coach: Coach
) -> None:
    with busy(settings, coach, 45, MOST[Kind.SLOW]) as status:
        paths = ("/", "/static/main.js", "/healthz", "/api/search?q=kv+cache", "/api/interviews/none")
        assert [status(path) for path in paths] == [200, 200, 200, 200, 404]


def loaded_after(*failures: Exception) -> tuple[LoadingCoach, list[Exception]]:
    """A loading coach whose first loads fail so, and the failures that are still to come."""
    left = list(failures)

    def load(_: Callable[[str], None]) -> Any:
        if left:
            raise left.pop(0)
        return Coach.__new__(Coach)

    return LoadingCoach(load), left


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_start_that_failed_for_a_while_is_tried_again_until_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "RETRY_AFTER_S", 0.01)
    starting, _ = loaded_after(StoreFailed("the database is not up"), StoreFailed("not yet"))
    starting.start()
    until(lambda: starting.is_ready)
    until(lambda: starting.doing == "ready")
    assert starting.get() is not None


def test_a_start_that_no_retry_can_cure_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "RETRY_AFTER_S", 0.01)
    starting, left = loaded_after(IndexUnusable("build it"), IndexUnusable("build it"))
    starting.start()
    until(lambda: starting.doing == "build it")
    time.sleep(0.1)
    assert len(left) == 1
    with pytest.raises(IndexUnusable, match="build it"):
        starting.get()


def test_who_watches_is_told_each_step_and_the_end_went_it_well_or_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def load(report: Callable[[str], None]) -> Any:
        report("building the index: 1 of 2 windows embedded")
        return Coach.__new__(Coach)

    def fails(_: Callable[[str], None]) -> Any:
        raise IndexUnusable("there is nothing to build")

    steps: list[str] = []
    LoadingCoach(load, steps.append).start()
    until(lambda: steps == ["building the index: 1 of 2 windows embedded", ""])
    steps.clear()
    LoadingCoach(fails, steps.append).start()
    until(lambda: steps == ["there is nothing to build", ""])
    assert "the coach could not be loaded: there is nothing to build" in caplog.text


def test_a_server_that_is_stopped_tries_no_more_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "RETRY_AFTER_S", 0.3)
    starting, _ = loaded_after(StoreFailed("the database is not up"))
    starting.start()
    until(lambda: starting.doing == "the database is not up")
    starting.close()
    time.sleep(0.6)
    assert not starting.is_ready


def test_a_failure_is_forgotten_once_the_coach_is_loaded() -> None:
    starting, _ = loaded_after(CoachError("no"))
    starting.load()
    with pytest.raises(CoachError, match="no"):
        starting.get()
    starting.load()
    assert starting.get() is not None


def test_what_is_found_out_ahead_ends_before_a_server_that_stops(coach: Coach) -> None:
    """A process that ended while it computed was aborted, with a code of 134."""
    steps, began = [], threading.Event()

    def warm(is_over: Callable[[], bool]) -> None:
        began.set()
        while not is_over():
            time.sleep(0.01)
        steps.append("over")

    loading = LoadingCoach(lambda _: replace(coach, warm=warm, close=lambda: steps.append("closed")))
    loading.start()
    assert began.wait(20)
    loading.close()
    assert steps == ["over", "closed"]
