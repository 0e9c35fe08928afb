"""What a backup refuses: a place that is not empty, rows of a later version, a file that is there; nothing is left."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from filled_database import BY_DEFAULT, NewDatabase, backups, everything, fill

from app.store.interviews import Store
from ingest.errors import BadRequest, CoachError, Conflict, StoreFailed


@pytest.mark.slow
@pytest.mark.parametrize("kind", BY_DEFAULT)
def test_it_is_restored_into_an_empty_place_only(make: Any, new: NewDatabase, tmp_path: Path, kind: str) -> None:
    source = new(kind)
    fill(source, make)
    saved = tmp_path / "saved.zip"
    backups(source, tmp_path / "home").save(saved)
    with pytest.raises(Conflict, match="restored into an empty one"):
        backups(source, tmp_path / "home").restore(saved)
    # A coach that has been opened and holds nothing is an empty place.
    target = new(kind)
    with closing(Store(target)) as store:
        store.check()
    backups(target, tmp_path / "home").restore(saved)
    assert everything(target) == everything(source)


def test_a_file_of_the_home_that_is_there_is_not_written_over(make: Any, new: NewDatabase, tmp_path: Path) -> None:
    source, target = new("sqlite"), new("sqlite")
    fill(source, make)
    home = tmp_path / "home"
    home.mkdir()
    (home / "gaps.jsonl").write_text("mine")
    backups(source, home).save(tmp_path / "saved.zip")
    with pytest.raises(Conflict, match=r"gaps.jsonl is there already"):
        backups(target, home).restore(tmp_path / "saved.zip")
    assert (home / "gaps.jsonl").read_text() == "mine"


@pytest.mark.parametrize("kind", BY_DEFAULT)
def test_a_restore_that_fails_leaves_nothing(
    make: Any, new: NewDatabase, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target, home = new("sqlite"), new(kind), tmp_path / "new"
    fill(source, make)
    (tmp_path / "old" / "exams").mkdir(parents=True)
    (tmp_path / "old" / "exams" / "a.json").write_text("earned")
    (tmp_path / "old" / "gaps.jsonl").write_text("a gap\n")
    backups(source, tmp_path / "old").save(tmp_path / "saved.zip")
    home.mkdir()
    # The folder that comes last cannot be made.
    (home / "exams").write_text("a file")
    with pytest.raises(CoachError):
        backups(target, home).restore(tmp_path / "saved.zip")
    assert sorted(path.name for path in home.iterdir()) == ["exams"]
    (home / "exams").unlink()
    backups(target, home).restore(tmp_path / "saved.zip")
    assert everything(target) == everything(source)


def test_a_backup_of_a_newer_revision_is_refused_and_nothing_is_written(
    make: Any, new: NewDatabase, tmp_path: Path
) -> None:
    url, target = new("sqlite"), tmp_path / "target.sqlite"
    fill(url, make)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    backups(url, tmp_path / "home").save(tmp_path / "saved.zip")
    with pytest.raises(BadRequest, match=r"a newer version of the coach has written this backup \(revision 9999\)"):
        backups(f"sqlite:///{target}", tmp_path / "home").restore(tmp_path / "saved.zip")
    with closing(sqlite3.connect(target)) as plain:
        assert plain.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_where_nothing_is_stored_nothing_is_saved_and_nothing_made(tmp_path: Path, new: NewDatabase) -> None:
    nowhere = tmp_path / "nowhere.sqlite"
    for url, why in (
        (f"sqlite:///{nowhere}", "nothing is stored in .*nowhere.sqlite"),
        ("sqlite://", "a database in memory"),
    ):
        with pytest.raises(Conflict, match=why):
            backups(url, tmp_path / "home").save(tmp_path / "saved.zip")
    with pytest.raises(StoreFailed, match="the database URL cannot be read"):
        backups("nonsense", tmp_path / "home").save(tmp_path / "saved.zip")
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    with pytest.raises(Conflict, match="nothing is stored in this database"):
        backups(f"sqlite:///{tmp_path / 'empty.sqlite'}", tmp_path / "home").save(tmp_path / "saved.zip")
    assert not nowhere.exists()
    assert not list(tmp_path.glob("*.zip"))
    assert not list(tmp_path.glob(".*part"))


def test_a_backup_is_never_written_over(make: Any, new: NewDatabase, tmp_path: Path) -> None:
    url, saved = new("sqlite"), tmp_path / "saved.zip"
    fill(url, make)
    saved.write_text("the last one")
    with pytest.raises(CoachError, match="never overwritten"):
        backups(url, tmp_path / "home").save(saved)
    assert saved.read_text() == "the last one"
