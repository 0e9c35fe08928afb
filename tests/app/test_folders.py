"""Where things lie: a checkout keeps its data itself, an installation in the user's data folder."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from checkout import PROJECT

from app import folders
from app.settings import Settings
from ingest.errors import CoachError


@pytest.fixture
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, by the variables of Linux, macOS and Windows."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" if sys.platform == "linux" else folders.user_folder().parent


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A site-packages folder."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    return folder


def test_a_checkout_keeps_its_data_itself() -> None:
    assert folders.checkout() == PROJECT
    assert folders.default_home() == PROJECT / ".coach"
    assert folders.env_file() == PROJECT / ".env"


def test_an_installation_keeps_its_data_in_the_user_s_data_folder(user_data: Path, installed: Path) -> None:
    assert folders.checkout(installed) is None
    assert folders.default_home(installed) == user_data / "interview-coach"
    assert folders.env_file(installed) == user_data / "interview-coach" / ".env"
    assert not user_data.exists()


def test_the_source_tree_of_another_project_is_no_checkout(user_data: Path, installed: Path) -> None:
    (installed / "pyproject.toml").write_text('[project]\nname = "another"\n')
    assert folders.default_home(installed) == user_data / "interview-coach"


def test_the_name_by_which_a_checkout_is_known_is_the_project_s() -> None:
    named = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    assert named == folders.NAME


def test_coach_home_goes_over_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "mine"))
    assert Settings(_env_file=None).store_url == f"sqlite:///{tmp_path / 'mine' / 'coach.sqlite'}"


def test_a_user_without_a_home_is_told_what_to_set(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders.platformdirs, "user_data_path", lambda *_, **__: Path("~/.local/share"))
    with pytest.raises(CoachError, match="set COACH_HOME"):
        folders.default_home(installed)
    assert folders.env_file(installed) is None


def test_data_beside_installed_code_is_an_earlier_version_s(tmp_path: Path, installed: Path) -> None:
    assert folders.earlier_home(tmp_path / "home", installed) is None
    (installed / ".coach").mkdir()
    assert folders.earlier_home(tmp_path / "home", installed) == installed / ".coach"
    assert folders.earlier_home(installed / ".coach", installed) is None
    (installed / "pyproject.toml").write_text(f'name = "{folders.NAME}"\n')
    assert folders.earlier_home(tmp_path / "home", installed) is None


def test_what_is_shipped_is_found_from_any_folder(tmp_path: Path) -> None:
    program = "from app.settings import Settings; [print(path) for path in Settings().corpus_paths]"
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    names = ("guide.md", "notes", "phrasings", "answers")
    assert done.stdout.split() == [str(PROJECT / "corpus" / name) for name in names]
