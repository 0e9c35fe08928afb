"""Who writes next: those of one process wait for each other in their order, and nobody for nothing."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from migrated import migrated
from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as WaitedTooLong

from app.candidate.candidate import LOCAL
from app.store import database
from app.store.interviews import Store
from app.store.projects import DocumentKind, Project, ProjectDocument
from app.store.write_queue import Turns
from ingest.errors import StoreFailed

MOST_S = 10.0


def test_a_hundred_that_write_at_once_all_write_however_long_the_last_waits(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    store = Store(migrated(tmp_path / "home" / "coach.sqlite"))
    begun = Barrier(100)

    def add(number: int) -> None:
        begun.wait()
        with store.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM probes")
            time.sleep(0.01)
        store.add(LOCAL, replace(make.interview(), id=f"interview-{number}"))

    with ThreadPoolExecutor(100) as pool:
        list(pool.map(add, range(100)))
    assert len(store.of_owner(LOCAL, most=200)) == 100
    store.close()


def test_who_reads_waits_for_nobody_and_a_turn_ends_with_its_transaction(make: Any, tmp_path: Path) -> None:
    store = Store(migrated(tmp_path / "home" / "coach.sqlite"))
    store.add(LOCAL, make.interview())

    def fail() -> None:
        with store.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM probes")
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(store.get, LOCAL, make.interview().id).result(MOST_S) == make.interview()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    store.check()
    store.close()


def test_another_program_that_writes_is_waited_for_at_the_file(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    path = tmp_path / "home" / "coach.sqlite"
    store = Store(migrated(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFailed, match="locked"):
        store.add(LOCAL, make.interview())
    other.execute("ROLLBACK")
    store.add(LOCAL, make.interview())
    other.close()
    store.close()


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order, threads = Turns(), [], []
    turns.take(MOST_S)

    def wait(number: int, begun: Event) -> None:
        begun.set()
        turns.take(MOST_S)
        order.append(number)
        turns.give()

    for number in range(5):
        begun = Event()
        threads.append(Thread(target=wait, args=(number, begun)))
        threads[-1].start()
        begun.wait(MOST_S)
        time.sleep(0.02)
    turns.give()
    for thread in threads:
        thread.join(MOST_S)
    assert order == [0, 1, 2, 3, 4]


def test_a_turn_that_does_not_come_is_given_up_and_goes_to_the_next() -> None:
    turns = Turns()
    turns.take(MOST_S)
    with pytest.raises(WaitedTooLong):
        turns.take(0.01)
    turns.give()
    turns.take(0.01)


@pytest.mark.parametrize("act", ["add", "put_evidence", "delete_document", "delete"])
def test_a_project_is_changed_though_another_program_writes_meanwhile(make: Any, tmp_path: Path, act: str) -> None:
    path = tmp_path / "home" / "coach.sqlite"
    store = Store(migrated(path))
    store.projects.add(Project("p", LOCAL, "name", make.now))
    store.projects.put_documents(LOCAL, "p", [ProjectDocument("a.md", DocumentKind.MARKDOWN, "text")])
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    is_first = True

    def write_in_between(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal is_first
        if is_first and statement.startswith(("INSERT", "UPDATE", "DELETE")):
            is_first = False
            other.execute("DELETE FROM probes")

    event.listen(store._engine, "before_cursor_execute", write_in_between)
    given = {
        "add": (Project("q", LOCAL, "name", make.now),),
        "put_evidence": (LOCAL, "p", {"a": 1}),
        "delete_document": (LOCAL, "p", "a.md"),
        "delete": (LOCAL, "p"),
    }
    getattr(store.projects, act)(*given[act])
    other.close()
    store.close()
