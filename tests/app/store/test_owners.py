"""Every row has its owner: what is somebody else's is not there, in SQLite and in PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import pytest
from migrated import migrated
from sampled import slow
from sqlalchemy import create_engine, func, select

from app.candidate.candidate import LOCAL, answered, asked, reviewed
from app.candidate.cards import Rating
from app.interview.appeal import Appeal
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.store import database
from app.store.candidates import OWNED
from app.store.interviews import Store
from app.store.tables import interviews, metadata
from ingest.errors import NotFound

MET, PARTLY = VerdictState.MET, VerdictState.PARTLY_MET
ME, OTHER = "me", "somebody-else"


@pytest.fixture(params=["sqlite", slow("postgresql")])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = migrated(tmp_path / "coach.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")
    opened = Store(url)
    opened.candidates.forget(ME)
    opened.candidates.forget(OTHER)
    opened.candidates.forget(LOCAL)
    yield opened
    opened.candidates.forget(ME)
    opened.close()


@pytest.fixture
def mine(make: Any, store: Store) -> Interview:
    """An interview of mine with one answer, of which a point was missed, and an appeal."""
    interview = make.interview()
    store.add(ME, interview)
    interview = make.answer(interview, make.grade(interview.plan[0], [MET, PARTLY, MET, MET]), key="k1")
    store.record(ME, interview, answered(interview))
    verdict = interview.turns[0].grade.verdicts[1]
    store.add_appeal(ME, interview.id, 1, Appeal("p1", "my own words", verdict, verdict, make.now))
    return store.get(ME, interview.id)


def test_an_interview_of_somebody_else_is_not_there(mine: Interview, store: Store) -> None:
    for act in (
        lambda: store.get(OTHER, mine.id),
        lambda: store.change(OTHER, mine.id, lambda interview: interview),
        lambda: store.candidates.card(OTHER, "q/p1"),
    ):
        with pytest.raises(NotFound):
            act()
    assert store.turn_of_key(OTHER, mine.id, "k1") is None
    assert store.contested(OTHER) == store.of_owner(OTHER) == store.candidates.events(OTHER) == []
    assert store.candidates.due(OTHER, mine.started_utc, 10) == []
    assert [one.id for one in store.of_owner(ME)] == [one.id for one in store.contested(ME)] == [mine.id]


def test_nobody_answers_in_the_interview_of_somebody_else(make: Any, mine: Interview, store: Store) -> None:
    question = mine.graded_against(mine.ask)
    further = make.answer(mine, make.grade(question, [MET]), key="k2")
    with pytest.raises(NotFound):
        store.record(OTHER, further)
    assert store.get(ME, mine.id) == mine


def test_what_a_turn_tells_is_stored_with_it_or_not_at_all(make: Any, mine: Interview, store: Store) -> None:
    assert list(store.candidates.get(ME).cards) == ["q/p1"]

    def failing(_: Any) -> Any:
        raise NotFound("something else")

    further = make.answer(mine, make.grade(mine.graded_against(mine.ask), [MET]), key="k2")
    with pytest.raises(NotFound, match="something else"):
        store.record(ME, further, failing)
    assert store.get(ME, mine.id) == mine
    assert len(store.candidates.events(ME)) == 1


def test_turns_of_several_tabs_at_once_are_all_remembered(make: Any, store: Store) -> None:
    begun = [replace(make.interview(make.question(f"q{n}")), id=f"tab-{n}") for n in range(8)]

    def take(interview: Interview) -> None:
        store.add(ME, interview, asked(interview))
        grade = make.grade(interview.plan[0], [MET, PARTLY, MET, MET])
        taken = make.answer(interview, grade, key="k")
        store.record(ME, taken, answered(taken))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take, begun))
    memory = store.candidates.get(ME)
    assert len(memory.candidate.answers) == len(memory.cards) == len(memory.candidate.seen) == 8
    assert len(store.candidates.events(ME)) == 8


def test_to_forget_deletes_every_row_of_mine_and_no_other(make: Any, mine: Interview, store: Store) -> None:
    store.candidates.learn(ME, reviewed("q/p1", Rating.GOOD, make.now))
    other = Interview.begun("theirs", (make.question(),), (), make.now)
    store.add(OTHER, other)
    counts = store.candidates.forget(ME)
    kept = {"appeals": 1, "turns": 1, "interviews": 1, "events": 2, "cards": 1, "candidates": 1}
    assert counts == kept | {
        "shares": 0,
        "chairs": 0,
        "conversations": 0,
        "consents": 0,
        "projects": 0,
        "project_documents": 0,
    }
    with store._engine.connect() as connection:
        for table in OWNED:
            left = connection.execute(select(func.count()).select_from(table).where(table.c.owner == ME))
            assert left.scalar() == 0
    assert store.get(OTHER, "theirs") == other


# What an account is, beside what is remembered of a candidate: it stays where a candidate forgets all of that.
OF_ACCOUNTS = {"users", "sessions", "access_keys", "invitations", "identities", "spending", "audit"}
# Rows that belong to nobody: a probe, digests of what was tried at the door, sign-ins at a provider that go on.
OF_NOBODY = {"attempts", "openid_flows", "probes"}


def test_every_table_has_an_owner_but_for_probes_and_what_is_before_a_sign_in() -> None:
    assert {name for name, table in metadata.tables.items() if "owner" not in table.columns} == OF_NOBODY
    assert {table.name for table in OWNED} == set(metadata.tables) - OF_NOBODY - OF_ACCOUNTS


def test_the_rows_of_an_earlier_version_belong_to_the_candidate_of_a_laptop(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    config = alembic.config.Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0003")
    engine.dispose()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "INSERT INTO interviews (id, stage, topics, plan, ask, started_utc) VALUES (?, ?, '[]', '[]', 'null', ?)",
            ("old", "screening", "2026-11-01 10:00:00.000000"),
        )
        old.execute("INSERT INTO turns VALUES ('old', 1, 'k', '{}', '2026-11-01 10:00:00.000000')")
    with closing(Store(f"sqlite:///{path}")) as store, store._engine.connect() as connection:
        assert connection.execute(select(interviews.c.owner)).scalars().all() == [LOCAL]
        assert connection.exec_driver_sql("SELECT owner FROM turns").scalars().all() == [LOCAL]
