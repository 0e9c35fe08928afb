"""Which backups go after so many days, and who is gone from those that are made."""

import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filled_database import ANNA, NOW, NewDatabase, backups, fill

from app.store.backup.archive import opened
from app.store.interviews import Store


@pytest.mark.slow
def test_a_user_who_was_deleted_is_gone_from_what_is_saved_afterwards_and_after_so_many_days_from_all(
    make: Any, new: NewDatabase, tmp_path: Path
) -> None:
    url, folder = new("sqlite"), tmp_path / "backups"
    folder.mkdir()
    fill(url, make)
    backups(url, tmp_path / "home", NOW - timedelta(days=31)).save(folder / "first.zip")
    with closing(Store(url)) as store:
        store.users.delete(ANNA.owner)
    daily = backups(url, tmp_path / "home")
    daily.save(folder / "second.zip")
    (folder / "notes.txt").write_text("not ours")
    shutil.make_archive(str(folder / "other"), "zip", tmp_path / "home")
    assert daily.prune(folder, 30) == [folder / "first.zip"]
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "other.zip", "second.zip"]
    with opened(folder / "second.zip") as kept:
        held = b"".join(kept.content(name) for name in kept.names)
    assert ANNA.owner.encode() not in held
    assert b"my own words" not in held


def test_what_a_killed_backup_left_goes_with_those_of_its_age(tmp_path: Path, new: NewDatabase) -> None:
    left = tmp_path / ".monday.zip.abc.coach-part"
    left.write_bytes(b"half")
    later = datetime.now(UTC) + timedelta(days=3)
    assert backups(new("sqlite"), tmp_path / "home", later).prune(tmp_path, 4) == []
    assert backups(new("sqlite"), tmp_path / "home", later).prune(tmp_path, 2) == [left]
