"""`coach backup` and `coach restore`: what they say, and that one undoes the other, without model and index."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.accounts.audit import Act
from app.candidate.candidate import LOCAL
from app.store.interviews import Store
from app.terminal.main import commands
from ingest.errors import CoachError, Conflict

Coach = Callable[..., Any]


@pytest.fixture
def coach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coach:
    """`coach` with a home of its own: `coach(home, ...)`."""

    def run(home: str, *arguments: str) -> Any:
        monkeypatch.setenv("COACH_HOME", str(tmp_path / home))
        return CliRunner().invoke(commands, list(arguments))

    return run


def stored(home: Path) -> list[str]:
    with closing(Store(f"sqlite:///{home / 'coach.sqlite'}")) as store:
        return [one.id for one in store.of_owner(LOCAL)]


def test_what_was_saved_is_restored_into_another_home(coach: Coach, make: Any, tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'old' / 'coach.sqlite'}")) as store:
        store.add(LOCAL, make.interview())
    file = str(tmp_path / "monday.zip")
    saved = coach("old", "backup", file, "--older-than", "30")
    assert (saved.exit_code, saved.stdout) == (0, ""), saved.exception
    assert "members of revision" in saved.stderr
    assert "0 older than 30 days deleted" in saved.stderr
    assert "never overwritten" in str(coach("old", "backup", file).exception)
    restored = coach("new", "restore", file)
    assert (restored.exit_code, "Restored: 1 interviews" in restored.stderr) == (0, True), restored.exception
    assert "delete again who was deleted since" in restored.stderr
    assert stored(tmp_path / "new") == stored(tmp_path / "old") == ["an-interview"]
    with closing(Store(f"sqlite:///{tmp_path / 'old' / 'coach.sqlite'}")) as store:
        assert [one.act for one in store.ledger.entries()] == [Act.BACKUPS_DELETED, Act.BACKED_UP]
    with closing(Store(f"sqlite:///{tmp_path / 'new' / 'coach.sqlite'}")) as store:
        assert [(one.act, one.actor) for one in store.ledger.entries()] == [(Act.RESTORED, "terminal")]
    twice = coach("new", "restore", file).exception
    assert isinstance(twice, Conflict)
    assert "into an empty one" in str(twice)


def test_a_home_without_data_has_nothing_to_save(coach: Coach, tmp_path: Path) -> None:
    for command, why in (("backup", "nothing is stored in"), ("restore", "cannot be read")):
        refused = coach("empty", command, str(tmp_path / "monday.zip")).exception
        assert isinstance(refused, CoachError)
        assert why in str(refused)
