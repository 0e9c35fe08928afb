"""Databases that are migrated when they are opened: whole or not at all; those that cannot be opened are named."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from migrated import migrated
from sqlalchemy import UniqueConstraint, inspect

from app.store import database
from app.store.interviews import Store
from app.store.tables import metadata
from ingest.errors import StoreFailed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "coach.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(migrated(path))
    yield opened
    opened.close()


def test_migrations_from_scratch_make_just_the_tables_of_the_code(store: Store) -> None:
    found = inspect(store._engine)
    assert set(found.get_table_names()) == {*metadata.tables, "alembic_version"}
    for table in metadata.tables.values():
        columns = {
            column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(table.name)
        }
        assert columns == {column.name: (str(column.type), column.nullable) for column in table.columns}
        assert {tuple(item["column_names"]) for item in found.get_unique_constraints(table.name)} == {
            tuple(column.name for column in constraint.columns)
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        }


def test_a_migration_that_fails_half_way_leaves_nothing_behind(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for source in database.MIGRATIONS.rglob("*.py"):
        target = tmp_path / "migrations" / source.relative_to(database.MIGRATIONS)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text())
    first = next((tmp_path / "migrations" / "versions").glob("0001*.py"))
    text = first.read_text()
    cut = text.index('    op.create_table(\n        "turns"')
    first.write_text(text[:cut] + '    op.drop_table("nowhere")\n' + text[cut:])
    whole = database.MIGRATIONS
    monkeypatch.setattr(database, "MIGRATIONS", tmp_path / "migrations")
    with pytest.raises(StoreFailed, match="no such table: nowhere"):
        Store(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert names <= {"alembic_version"}
    monkeypatch.setattr(database, "MIGRATIONS", whole)
    Store(f"sqlite:///{path}").close()


def test_a_database_of_a_later_version_is_refused_and_left_alone(path: Path, store: Store) -> None:
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreFailed, match=r"coach.sqlite cannot be opened: .*9999"):
        Store(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "the database URL cannot be read; write one such as sqlite:///coach.sqlite"),
        ("sqlite:////proc/none/coach.sqlite", "/proc/none/coach.sqlite cannot be opened"),
        ("nosuchdb://user:secret@host/db", "the database nosuchdb db cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(url: str, message: str) -> None:
    with pytest.raises(StoreFailed, match=message) as refused:
        Store(url)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_text("these are notes and no database\n" * 50)
    with pytest.raises(StoreFailed, match="file is not a database"):
        Store(f"sqlite:///{tmp_path / 'notes.sqlite'}")
