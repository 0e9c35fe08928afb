"""Where things lie: what is shipped with the code, and what a user's coach keeps.

Decides that a checkout keeps its data in its own .coach/ and an installation in the user's data folder, so that
nothing is written beside installed code, where an upgrade deletes it.
"""

import os
from pathlib import Path

import platformdirs

import corpus
from ingest.errors import CoachError

NAME = "interview-coach"
# The folder that holds the packages: of a checkout the whole project, of an installation site-packages.
PACKAGES = Path(__file__).resolve().parent.parent
CORPUS = Path(corpus.__file__).resolve().parent
WEB = PACKAGES / "app" / "web"


def checkout(packages: Path = PACKAGES) -> Path | None:
    """The project's folder where the code runs from its source tree, else None."""
    try:
        is_ours = f'name = "{NAME}"' in (packages / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return packages if is_ours else None


def user_folder() -> Path:
    """The folder of this program in the user's data folder, as the platform has it; it may not be there yet.

    Raises:
        CoachError: the user has no home.
    """
    folder = platformdirs.user_data_path(NAME, appauthor=False)
    if not folder.is_absolute():
        # "~" stays as it is for a user without an entry, as in some containers.
        raise CoachError("this user has no home folder for the coach's data; set COACH_HOME to a folder for it")
    return folder


def default_home(packages: Path = PACKAGES) -> Path:
    """Where model, index and database lie unless COACH_HOME says otherwise."""
    project = checkout(packages)
    return project / ".coach" if project else user_folder()


def env_file(packages: Path = PACKAGES) -> Path | None:
    """The file of settings: .env of the checkout, or the one in the user's data folder; never the current folder's."""
    project = checkout(packages)
    try:
        return (project or user_folder()) / ".env"
    except CoachError:
        return None


def secrets_folder() -> Path | None:
    """A folder of settings, one a file, as orchestrators mount secrets; systemd names its own for credentials."""
    named = os.environ.get("COACH_SECRETS") or os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(named) if named else None


def earlier_home(home: Path, packages: Path = PACKAGES) -> Path | None:
    """Data that version 0.1.0 wrote beside its installed code, where it is still there and is not `home` itself."""
    left = packages / ".coach"
    if checkout(packages) is not None or not left.is_dir() or left.resolve() == home.resolve():
        return None
    return left
