"""`coach backup` and `coach restore`: all that is stored, into one file and back.

Decides what is printed and what is asked; what a backup holds is in app/store/backup.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from app.accounts.audit import Act
from app.opening import now
from app.store.backup.keeping import Backups
from app.terminal.options import settings_of
from app.untrusted.terminal_text import harmless

AGE = "After that delete backups beside it that are older than so many days."


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    older_than: Annotated[int | None, typer.Option("--older-than", min=1, max=3650, help=AGE)] = None,
) -> None:
    """Save everything stored into one file. Example: `coach backup /backups/monday.zip --older-than 30`.

    Interviews, cards, projects, accounts and records: as they stand at one moment, while the coach may run on.
    """
    backups = _backups()
    made = backups.save(file)
    backups.write_down(Act.BACKED_UP, f"{len(made.members)} members")
    _say(f"{file}: {len(made.members)} members of revision {made.revision}, saved {made.created_utc:%Y-%m-%d %H:%M}.")
    if older_than is not None:
        gone = backups.prune(file.resolve().parent, older_than)
        backups.write_down(Act.BACKUPS_DELETED, f"{len(gone)} older than {older_than} days")
        _say(f"{len(gone)} older than {older_than} days deleted.")


def restore(file: Annotated[Path, typer.Argument(help="A file that `coach backup` wrote.")]) -> None:
    """Bring a backup back into an empty database and home. Example: `coach restore /backups/monday.zip`.

    Model and index are made anew when the coach starts; all users sign in again.
    """
    backups = _backups()
    done = backups.restore(file)
    backups.write_down(Act.RESTORED, f"as of {done.manifest.created_utc:%Y-%m-%d %H:%M}")
    counts = ", ".join(f"{count} {table}" for table, count in done.counts.items() if count)
    _say(f"Restored: {counts or 'nothing was stored'}.")
    _say(
        f"Everything is as it was on {done.manifest.created_utc:%Y-%m-%d %H:%M} UTC: delete again who was deleted "
        "since, revoke again which keys were revoked since."
    )


def _backups() -> Backups:
    settings = settings_of(None)
    return Backups(settings.store_url, settings.home, version("interview-coach"), now)


def _say(text: str) -> None:
    typer.echo(harmless(text), err=True)
