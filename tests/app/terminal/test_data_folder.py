"""coach data: where data is kept, and that it is moved when the user says so."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.candidate.candidate import LOCAL, Change
from app.settings import Settings
from app.store.interviews import Store
from ingest.bank.taxonomy import Topic


@pytest.fixture
def old(tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What version 0.1.0 left: one interview, a model, an index, and a file of the user's own."""
    folder = tmp_path / "site-packages" / ".coach"
    for name in ("models/m", "index", "eval"):
        (folder / name).mkdir(parents=True)
    (folder / "models" / "m" / "model.xml").write_text("model")
    (folder / "index" / "manifest.json").write_text("old")
    with closing(Store(f"sqlite:///{folder / 'coach.sqlite'}")) as store:
        store.add(LOCAL, make.interview())

    def earlier(home: Path) -> Path | None:
        return folder if folder.is_dir() else None

    for module in ("data_folder", "options", "doctor"):
        monkeypatch.setattr(f"app.terminal.{module}.earlier_home", earlier)
    return folder


@pytest.fixture
def command(coach_command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`coach` with a home of its own."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    return coach_command


def test_it_says_where_data_is_kept(command: Any, tmp_path: Path) -> None:
    assert command("data", "where").stdout == f"{tmp_path / 'home'}\n"


def test_nothing_to_move_is_said(command: Any) -> None:
    told = command("data", "move")
    assert (told.returncode, told.stdout.startswith("No data of an earlier version")) == (0, True)


def test_nothing_is_moved_without_consent(command: Any, old: Path, tmp_path: Path) -> None:
    before = sorted(old.rglob("*"))
    for given in ("", "n\n"):
        assert command("data", "move", given=given).returncode == 1
    assert sorted(old.rglob("*")) == before
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("further", "given"), [(("--yes",), ""), ((), "y\n")])
def test_with_consent_all_of_it_moves(command: Any, old: Path, tmp_path: Path, further: Any, given: str) -> None:
    told = command("data", "move", *further, given=given)
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "1 interview taken over."
    home = tmp_path / "home"
    assert not old.exists()
    assert (home / "models" / "m" / "model.xml").read_text() == "model"
    with closing(Store(Settings(_env_file=None, home=home).store_url)) as store:
        assert store.get(LOCAL, "an-interview").id == "an-interview"


def test_an_index_that_is_there_stays_and_the_old_one_goes(command: Any, old: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "index").mkdir(parents=True)
    (tmp_path / "home" / "index" / "manifest.json").write_text("new")
    assert command("data", "move", "--yes").returncode == 0
    assert (tmp_path / "home" / "index" / "manifest.json").read_text() == "new"
    assert not old.exists()


def test_files_that_nobody_knows_stay_and_are_named(command: Any, old: Path) -> None:
    (old / "my-notes.txt").write_text("mine")
    told = command("data", "move", "--yes")
    assert told.returncode == 1
    assert "holds further files, which stay: my-notes.txt" in told.stderr
    assert [path.name for path in old.iterdir()] == ["my-notes.txt"]


def test_a_copy_that_the_user_made_of_the_database_stays(command: Any, old: Path) -> None:
    (old / "coach.sqlite.my-own-copy").write_text("mine")
    assert command("data", "move", "--yes").returncode == 1
    assert [path.name for path in old.iterdir()] == ["coach.sqlite.my-own-copy"]


def test_a_database_of_which_rows_were_not_taken_over_stays_and_is_told(command: Any, old: Path) -> None:
    with closing(Store(f"sqlite:///{old / 'coach.sqlite'}")) as store:
        store.candidates.learn(LOCAL, lambda memory: Change(memory.candidate.aiming([Topic.RAG])))
    told = command("data", "move", "--yes")
    assert told.returncode == 1
    assert "coach.sqlite stays: not all of its candidates are in the database of now" in told.stderr
    with closing(Store(f"sqlite:///{old / 'coach.sqlite'}")) as store:
        assert store.candidates.get(LOCAL).candidate.goals == (Topic.RAG,)


def test_every_command_that_uses_the_home_tells_of_data_left_elsewhere(command: Any, old: Path, tmp_path: Path) -> None:
    told = command("appeals", "--out", str(tmp_path / "appeals.jsonl"))
    assert told.returncode == 0
    assert f"data of an earlier version lies in {old}; `coach data move` brings it" in told.stderr
