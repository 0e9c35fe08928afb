"""`coach data`: where interviews, model and index are kept, and how those of an earlier version get there.

Decides that nothing is moved unless the user says so, and that nothing is deleted but what was copied or is known to be
replaceable.
"""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from app.folders import earlier_home
from app.store.takeover import TakenOver, files_of, take_over
from app.terminal.lazy import group
from app.terminal.options import read_settings
from app.terminal.output.counts import counted
from app.terminal.preconditions import check_home
from app.untrusted.terminal_text import harmless
from ingest.errors import CoachError

DATABASE = "coach.sqlite"
# What is made anew from the packages and the corpus where it is missing.
REPLACEABLE = ("models", "index", "eval")

data = group(
    {"where": "app.terminal.data_folder:where", "move": "app.terminal.data_folder:move"},
    "Where interviews, model and index are kept.",
)


def where() -> None:
    """Print the folder that holds interviews, model and index. Example: `coach data where`."""
    typer.echo(harmless(str(read_settings().home)))


def move(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Bring data that an earlier version left beside its code to where it is kept now. Example: `coach data move`.

    Interviews are added to those that are there already.
    """
    settings = read_settings()
    old = earlier_home(settings.home)
    if old is None:
        typer.echo(harmless(f"No data of an earlier version is left elsewhere; it is kept in {settings.home}."))
        return
    if not yes:
        typer.confirm(harmless(f"Move {old} to {settings.home}?"), abort=True, err=True)
    check_home(settings.models_folder)
    database = old / DATABASE
    taken = take_over(database, settings.store_url) if database.exists() else TakenOver(0, ())
    typer.echo(f"{counted(taken.interviews, 'interview')} taken over.")
    try:
        for path in () if taken.left else files_of(database):
            path.unlink()
        left = _take_the_rest(old, settings.home)
    except OSError as error:
        raise CoachError(f"{old} cannot be removed: {error.strerror}; delete it yourself") from error
    if taken.left:
        raise CoachError(
            f"{database} stays: not all of its {', '.join(taken.left)} are in the database of now; `coach export` with "
            f"COACH_HOME={old}, then `coach import`, bring what is remembered of you; then delete it yourself"
        )
    if left:
        raise CoachError(f"{old} holds further files, which stay: {', '.join(left)}; move or delete them yourself")


def _take_the_rest(old: Path, home: Path) -> list[str]:
    """Move what `home` lacks, delete what it has or can make, and say what stays."""
    for name in REPLACEABLE:
        if not (old / name).is_dir() or (old / name).is_symlink():
            continue
        if _is_empty(home / name):
            shutil.copytree(old / name, home / name, dirs_exist_ok=True)
        shutil.rmtree(old / name)
    left = sorted(path.name for path in old.iterdir())
    if not left:
        old.rmdir()
    return left


def _is_empty(folder: Path) -> bool:
    return not folder.is_dir() or next(folder.iterdir(), None) is None
