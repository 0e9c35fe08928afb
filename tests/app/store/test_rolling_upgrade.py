"""While servers are replaced one by one, the version before runs over the tables of the next one.

Held for every step between two migrations: what a step found is there afterwards, and rows with just the columns that
the version before knew are read and written. A step that takes away waits until no version that is in use knows it.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import alembic.command
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, MetaData, Table, inspect, select

from app.candidate.candidate import LOCAL, answered
from app.interview.grade import VerdictState
from app.store import database
from app.store.interviews import Store

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC).replace(tzinfo=None)


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


STEPS = list(zip(revisions(), revisions()[1:], strict=False))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = database.open_engine(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    yield opened
    opened.dispose()


def upgrade(engine: Engine, revision: str) -> None:
    with database.alone(engine) as (_, config):
        alembic.command.upgrade(config, revision)


def tables(engine: Engine) -> list[Table]:
    """The tables as they are now; what refers to another one comes after it."""
    found = MetaData()
    found.reflect(engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        return value(next(iter(column.foreign_keys)).column, number)
    made = {"JSON": {"n": number}, "DATETIME": NOW, "INTEGER": number, "FLOAT": float(number), "BOOLEAN": True}
    return made.get(str(column.type).partition("(")[0], f"{column.name}-{number}")


def write(engine: Engine, known: list[Table], number: int) -> None:
    with engine.begin() as connection:
        for table in known:
            row = {column.name: value(column, number) for column in table.columns}
            connection.execute(table.insert().values(row))


def rows(engine: Engine, known: list[Table]) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {one.name: connection.execute(select(one).order_by(*one.primary_key)).all() for one in known}


def test_there_are_steps_to_hold() -> None:
    assert len(STEPS) >= 9
    assert STEPS[0][0] == "0001"


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_the_version_before_reads_and_writes_over_the_tables_of_the_next(
    before: str, after: str, engine: Engine
) -> None:
    upgrade(engine, before)
    known = tables(engine)
    write(engine, known, 1)
    stored = rows(engine, known)
    upgrade(engine, after)
    assert rows(engine, known) == stored
    write(engine, known, 2)
    assert {name: len(found) for name, found in rows(engine, known).items()} == {table.name: 2 for table in known}


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_a_step_takes_nothing_away_and_demands_nothing_new(before: str, after: str, engine: Engine) -> None:
    upgrade(engine, before)
    known = {table.name: described(engine, table.name) for table in tables(engine)}
    upgrade(engine, after)
    for name, (columns, rules) in known.items():
        now, rules_now = described(engine, name)
        assert {column: now.get(column) for column in columns} == columns
        assert [column for column in now if column not in columns and now[column][1:] == (False, False)] == []
        assert rules_now == rules


def described(engine: Engine, table: str) -> tuple[dict[str, tuple[str, bool, bool]], list[str]]:
    """Each column's type, whether it may be missing and whether it has a default; and what rows have to obey."""
    found = inspect(engine)
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], column["default"] is not None)
        for column in found.get_columns(table)
    }
    unique = [sorted(one["column_names"]) for one in found.get_unique_constraints(table)]
    unique += [sorted(map(str, one["column_names"])) for one in found.get_indexes(table) if one["unique"]]
    foreign = [[one["referred_table"], *one["constrained_columns"]] for one in found.get_foreign_keys(table)]
    checks = [[one["sqltext"]] for one in found.get_check_constraints(table)]
    key = found.get_pk_constraint(table)["constrained_columns"]
    return columns, sorted(map(str, [key, *unique, *foreign, *checks]))


def test_what_the_next_version_writes_beside_what_this_one_knows_is_passed_over(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "coach.sqlite"
    with closing(Store(f"sqlite:///{path}")) as store:
        store.add(LOCAL, make.interview())
        states = [VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.MET, VerdictState.MET]
        interview = make.interview()
        interview = make.answer(interview, make.grade(interview.plan[0], states), key="k1")
        store.record(LOCAL, interview, answered(interview))
        known = store.get(LOCAL, interview.id)
        with closing(sqlite3.connect(path)) as connection, connection:
            [(body,)] = connection.execute("SELECT body FROM turns").fetchall()
            later = json.loads(body) | {"of_the_next_version": {"deep": [1]}}
            later["grade"] |= {"of_the_next_version": 1}
            connection.execute("UPDATE turns SET body = ?", (json.dumps(later),))
        assert store.get(LOCAL, interview.id) == known
