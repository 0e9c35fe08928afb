"""Interviews in SQLite and PostgreSQL: durable, one winner a turn, read though an older version stored them broken."""

import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from migrated import migrated

from app.api.schemas import UsageView
from app.candidate.candidate import LOCAL
from app.interview.citation import Citation
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.usage import Usage
from app.store.interviews import Store
from ingest.errors import Conflict, NotFound, StoreFailed

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET
PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = Store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file" / "coach.sqlite"


@pytest.fixture
def in_file(path: Path) -> Iterator[Store]:
    """A store of SQLite, whatever the others are."""
    opened = Store(migrated(path))
    yield opened
    opened.close()


def answered(make: Any, interview: Interview, key: str = "", answer: str = "my own words") -> Interview:
    grade = make.grade(interview.question(interview.ask.question_id), [MET, PARTLY, MET, MET])
    return make.answer(interview, grade, key=key, answer=answer)


def test_an_interview_is_read_back_as_it_was_stored(make: Any, store: Store) -> None:
    interview = make.interview(make.question("one"), make.question("two"))
    store.add(LOCAL, interview)
    assert store.get(LOCAL, interview.id) == interview
    citation = Citation(1, "rag/note", "Nöte", ("A", "B"), 3, 9, "Text 🙂")
    grade = make.grade(make.question("one"), [MET, PARTLY, MET, MET], estimate=0.4)
    interview = make.answer(
        interview, grade, key="k1", citations=(citation,), point_citations={"p1": 1}, answer="x\0y\n🙂"
    )
    store.record(LOCAL, interview)
    assert store.get(LOCAL, interview.id) == interview
    assert interview.ask is not None
    assert interview.ask.point_id == "p1"


def test_all_of_it_is_there_after_the_store_was_closed_and_opened_again(
    make: Any, store_url: str, store: Store
) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)
    interview = answered(make, interview).ended(make.now)
    store.record(LOCAL, answered(make, make.interview()))
    assert store.change(LOCAL, interview.id, lambda one: one.ended(make.now)) == interview
    store.close()
    again = Store(store_url)
    assert again.get(LOCAL, interview.id) == interview
    again.close()


def test_a_turn_survives_a_process_that_is_killed_right_after_it_was_recorded(
    make: Any, store_url: str, store: Store
) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)
    program = (
        "import os, sys, pickle; from app.store.interviews import Store;"
        f"Store({store_url!r}).record('local', pickle.load(sys.stdin.buffer)); os._exit(9)"
    )
    given = pickle.dumps(answered(make, interview, key="k"))
    done = subprocess.run([sys.executable, "-c", program], input=given, cwd=PROJECT, timeout=60, check=False)
    assert done.returncode == 9
    assert [turn.key for turn in store.get(LOCAL, interview.id).turns] == ["k"]


def test_the_file_is_in_wal_mode_and_every_commit_is_synced(in_file: Store, path: Path) -> None:
    with in_file._engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert path.exists()


def test_an_interview_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no interview 'nobody'"):
        store.get(LOCAL, "nobody")


def test_of_concurrent_answers_to_one_turn_one_is_taken_and_the_others_conflict(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)

    def answer(number: int) -> str:
        try:
            store.record(LOCAL, answered(make, interview, key=f"k{number}", answer=f"answer {number}"))
        except Conflict as error:
            return str(error)
        return f"answer {number}"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(answer, range(8)))
    (taken,) = [item for item in told if not item.startswith("turn 1 of this interview has been answered already")]
    assert [turn.answer for turn in store.get(LOCAL, interview.id).turns] == [taken]


def test_answers_to_different_interviews_do_not_get_in_each_others_way(make: Any, store: Store) -> None:
    plans = [replace(make.interview(), id=f"interview-{n}") for n in range(20)]

    def run(interview: Interview) -> int:
        store.add(LOCAL, interview)
        store.record(LOCAL, answered(make, interview))
        return len(store.get(LOCAL, interview.id).turns)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, plans)) == [1] * 20


def test_a_request_that_comes_again_finds_its_turn_by_its_key(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)
    assert store.turn_of_key(LOCAL, interview.id, "k1") is None
    interview = answered(make, interview, key="k1")
    store.record(LOCAL, interview)
    assert store.turn_of_key(LOCAL, interview.id, "k1") == interview.turns[0]
    assert store.turn_of_key(LOCAL, "another", "k1") is None


def test_one_key_leads_to_one_turn(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)
    interview = answered(make, interview, key="k1")
    store.record(LOCAL, interview)
    with pytest.raises(Conflict):
        store.record(LOCAL, answered(make, interview, key="k1"))
    assert len(store.get(LOCAL, interview.id).turns) == 1


def test_an_answer_that_comes_after_the_end_conflicts_and_leaves_nothing(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)
    late = answered(make, interview)
    store.change(LOCAL, interview.id, lambda one: one.ended(make.now))
    with pytest.raises(Conflict, match="has been ended in the meantime"):
        store.record(LOCAL, late)
    kept = store.get(LOCAL, interview.id)
    assert (kept.turns, kept.ask, kept.ended_utc) == ((), None, make.now)


def test_an_answer_while_the_interview_is_being_ended_waits_and_then_conflicts(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)
    with ThreadPoolExecutor(1) as pool:

        def ending(one: Interview) -> Interview:
            # The interview has been read here; an answer that were stored now would stand as not answered.
            late.append(pool.submit(store.record, LOCAL, answered(make, one)))
            assert wait(late, timeout=0.3).not_done
            return one.ended(make.now)

        late: list[Future[None]] = []
        store.change(LOCAL, interview.id, ending)
        with pytest.raises(Conflict, match="has been ended in the meantime"):
            late[0].result()
    kept = store.get(LOCAL, interview.id)
    assert (kept.turns, kept.unanswered) == ((), interview.ask)


def test_a_change_to_an_interview_that_is_not_there_is_refused(make: Any, store: Store) -> None:
    with pytest.raises(NotFound, match="there is no interview"):
        store.change(LOCAL, "nobody's", lambda one: one)


def test_an_answer_to_an_interview_that_was_never_stored_is_refused(make: Any, store: Store) -> None:
    with pytest.raises(Conflict):
        store.record(LOCAL, answered(make, make.interview()))


def test_times_are_kept_in_utc_wherever_they_came_from(make: Any, store: Store) -> None:
    there = make.now.astimezone(timezone(timedelta(hours=5, minutes=30)))
    store.add(LOCAL, replace(make.interview(), started_utc=there))
    assert store.get(LOCAL, "an-interview").started_utc == make.now
    assert store.get(LOCAL, "an-interview").started_utc.utcoffset() == timedelta(0)


def test_a_failure_is_told_without_the_words_of_the_answer(make: Any, store: Store) -> None:
    interview = make.interview()
    store.add(LOCAL, interview)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE turns")
    with pytest.raises(StoreFailed, match=r'no such table: turns|relation "turns" does not exist') as refused:
        store.record(LOCAL, answered(make, interview, answer="a private confession"))
    assert "confession" not in str(refused.value)


BROKEN_USAGE = {
    "counts in words": {"input_tokens": "many", "output_tokens": "few", "cached_tokens": None},
    "counts below nothing": {"input_tokens": -5, "output_tokens": 7.5},
    "counts of another shape": {"input_tokens": [1], "output_tokens": {"a": 1}, "ms": "long"},
    "no number": {"ms": float("nan"), "cost_usd": float("inf"), "first_token_ms": float("-inf")},
    "lone surrogates": {"outcome": "b\ud800ad", "model": "m\udfff"},
    "nothing": {"role": None, "outcome": None, "ms": None, "counted": None},
}


@pytest.mark.parametrize("name", BROKEN_USAGE)
def test_a_turn_that_an_older_version_stored_broken_is_read(make: Any, in_file: Store, path: Path, name: str) -> None:
    interview = make.interview(make.question("one"), make.question("two"))
    in_file.add(LOCAL, interview)
    request = Usage("grader", "m", "grader-1", 50, 7, 12.0)
    grade = replace(make.grade(make.question("one"), [MET, PARTLY, MET, MET]), usage=(request,))
    in_file.record(LOCAL, make.answer(interview, grade, key="k1", answer="my own words"))
    with closing(sqlite3.connect(path)) as connection, connection:
        body = json.loads(connection.execute("SELECT body FROM turns").fetchone()[0])
        body["grade"]["usage"][0] |= BROKEN_USAGE[name]
        body["grade"]["verdicts"][0]["reason"] = "be\ud800cause"
        connection.execute("UPDATE turns SET body = ?", (json.dumps(body),))
    turn = in_file.get(LOCAL, interview.id).turns[0]
    assert turn.answer == "my own words"
    assert turn.grade.verdicts[0].reason == "because"
    used = UsageView.of(turn.usage[0])
    assert used.model_dump_json().encode()
    assert "nan" not in repr(used).lower()
    assert "inf" not in repr(used).lower().replace("info", "")
    assert min(used.input_tokens, used.output_tokens, used.cached_tokens, used.ms) >= 0
    assert in_file.turn_of_key(LOCAL, interview.id, "k1") == turn


def test_a_row_of_another_shape_is_a_failure_that_no_retry_cures(make: Any, in_file: Store, path: Path) -> None:
    interview = make.interview(make.question("one"), make.question("two"))
    in_file.add(LOCAL, interview)
    in_file.record(LOCAL, answered(make, interview, key="k1"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE turns SET body = ?", (json.dumps({"answer": 5}),))
    with pytest.raises(StoreFailed, match="a stored row cannot be read: ask: Field required") as caught:
        in_file.get(LOCAL, interview.id)
    assert not caught.value.retryable
