"""`coach backup` and `coach restore`: what they say, and that one undoes the other."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.candidate.candidate import LOCAL
from app.store.interviews import Store

Coach = Callable[..., Any]


@pytest.fixture
def coach(coach_command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coach:
    """`coach` with a home of its own: `coach(home, ...)`."""

    def run(home: str, *arguments: str) -> Any:
        monkeypatch.setenv("COACH_HOME", str(tmp_path / home))
        return coach_command(*arguments)

    return run


def stored(home: Path) -> list[str]:
    with closing(Store(f"sqlite:///{home / 'coach.sqlite'}")) as store:
        return [one.id for one in store.of_owner(LOCAL)]


def test_what_was_saved_is_restored_into_another_home(coach: Coach, make: Any, tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'old' / 'coach.sqlite'}")) as store:
        store.add(LOCAL, make.interview())
    file = str(tmp_path / "monday.zip")
    saved = coach("old", "backup", file, "--older-than", "30")
    assert (saved.returncode, saved.stdout) == (0, ""), saved.stderr
    assert "members of revision" in saved.stderr
    assert "0 older than 30 days deleted" in saved.stderr
    again = coach("old", "backup", file)
    assert (again.returncode, "never overwritten" in again.stderr) == (1, True)
    restored = coach("new", "restore", file)
    assert (restored.returncode, "Restored: 1 interviews" in restored.stderr) == (0, True), restored.stderr
    assert "delete again who was deleted since" in restored.stderr
    assert stored(tmp_path / "new") == stored(tmp_path / "old") == ["an-interview"]
    twice = coach("new", "restore", file)
    assert (twice.returncode, "into an empty one" in twice.stderr) == (1, True)


def test_a_home_without_data_has_nothing_to_save(coach: Coach, tmp_path: Path) -> None:
    done = coach("empty", "backup", str(tmp_path / "monday.zip"))
    assert (done.returncode, "nothing is stored in" in done.stderr) == (1, True)
    done = coach("empty", "restore", str(tmp_path / "monday.zip"))
    assert (done.returncode, "cannot be read" in done.stderr) == (1, True)
