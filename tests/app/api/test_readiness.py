"""/readyz tells a database that takes nothing, and is not held up by it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from postgres_server import PostgresServer
from sqlalchemy import event

from app.api import readiness
from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.coach import Coach
from app.settings import Settings
from app.store.interviews import Store
from ingest.errors import StoreFailed, StoreUnusable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "coach.sqlite"


@pytest.fixture
def ready(settings: Settings, coach: Coach, monkeypatch: pytest.MonkeyPatch) -> Callable[[Store], tuple[int, str]]:
    """What /readyz says with a store: its status and what is going on."""
    monkeypatch.setattr(readiness, "ASK_EVERY_S", 0.0)
    monkeypatch.setattr(readiness, "ANSWERS_WITHIN_S", 1.5)

    def ask(store: Any) -> tuple[int, str]:
        new = replace(coach, check_store=store.check)
        application = make_application(settings, lambda _: new, Results.installed())
        application.state.loading.load()
        with TestClient(application, base_url="http://localhost") as client:
            said = client.get("/readyz")
        assert said.json()["ready"] is (said.status_code == 200)
        return said.status_code, said.json()["doing"]

    return ask


def test_a_database_that_can_be_written_is_ready_and_keeps_one_probe(path: Path, ready: Any) -> None:
    store = Store(f"sqlite:///{path}")
    assert [ready(store) for _ in range(3)] == [(200, "ready")] * 3
    store.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM probes").fetchall() == [(1,)]
    connection.close()


def test_a_read_only_database_is_not_ready_and_no_retry_helps(path: Path, ready: Any) -> None:
    store = Store(f"sqlite:///{path}")
    event.listen(store._engine, "begin", lambda one: one.exec_driver_sql("PRAGMA query_only=ON"))
    with pytest.raises(StoreUnusable, match="it can be read but not written") as refused:
        store.check()
    assert not refused.value.retryable
    assert ready(store)[0] == 503
    store.close()


def test_a_full_database_is_not_ready(path: Path, ready: Any) -> None:
    store = Store(f"sqlite:///{path}")
    event.listen(store._engine, "connect", lambda one, _: one.execute("PRAGMA max_page_count=12"))
    store._engine.dispose()
    status, doing = ready(store)
    assert status == 503
    assert "full" in doing
    store.close()


@pytest.mark.slow
def test_a_locked_database_is_told_soon(path: Path, ready: Any) -> None:
    store = Store(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    status, doing = ready(store)
    assert (status, time.monotonic() - began < 3) == (503, True)
    assert "locked" in doing
    other.execute("ROLLBACK")
    other.close()
    assert ready(store) == (200, "ready")
    store.close()


@pytest.mark.slow
def test_a_database_that_does_not_answer_holds_nobody_up(ready: Any) -> None:
    class Silent:
        def check(self) -> None:
            time.sleep(4)

    began = time.monotonic()
    assert ready(Silent()) == (503, readiness.SILENT)
    assert time.monotonic() - began < 3.5


def test_a_database_that_stopped_is_not_ready(ready: Any) -> None:
    class Stopped:
        def check(self) -> None:
            raise StoreFailed("the database failed: its server does not answer")

    assert ready(Stopped()) == (503, "the database failed: its server does not answer")


@pytest.mark.slow
def test_a_postgresql_that_stops_under_the_server_is_not_ready_until_it_is_back(
    settings: Settings, coach: Coach, monkeypatch: pytest.MonkeyPatch, postgres_process: PostgresServer
) -> None:
    monkeypatch.setattr(readiness, "ASK_EVERY_S", 0.0)
    server = postgres_process
    port = str(urlsplit(server.url).port)
    with closing(Store(server.url)) as store:
        new = replace(coach, check_store=store.check)
        application = make_application(settings, lambda _: new, Results.installed())
        application.state.loading.load()
        with TestClient(application, base_url="http://localhost") as client:
            assert client.get("/readyz").status_code == 200
            server.crash()
            stopped = client.get("/readyz")
            assert stopped.status_code == 503
            assert "database" in stopped.json()["doing"]
            for private in ("127.0.0.1", port, "coach@"):
                assert private not in stopped.text
            assert client.get("/healthz").status_code == 200
            server.start()
            back = client.get("/readyz")
            assert (back.status_code, back.json()["doing"]) == (200, "ready")
