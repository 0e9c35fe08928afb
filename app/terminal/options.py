"""What commands share: their common options, JSON on stdout, and the settings they run with.

Decides that what the command line names goes over the environment, and what is said of a setting that is not valid.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from app.folders import earlier_home
from app.settings import Settings
from app.terminal.preconditions import check_home
from app.untrusted.terminal_text import harmless, harmless_json
from ingest.errors import CoachError

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
IndexFolder = Annotated[Path | None, typer.Option("--index", help="The index folder. Default: the corpus' own index.")]


def print_json(value: Any) -> None:
    """Print one JSON document that no terminal obeys."""
    typer.echo(harmless_json(json.dumps(value, ensure_ascii=False, indent=1)))


def settings_of(index: Path | None, **changes: Any) -> Settings:
    """The settings with what the command line names; their home can be used.

    Raises:
        CoachError: a setting is not valid, or the home cannot be used.
    """
    settings = read_settings()
    if index is not None:
        changes["index"] = index
    check_home(settings.models_folder)
    if (old := earlier_home(settings.home)) is not None:
        told = f"coach: data of an earlier version lies in {old}; `coach data move` brings it to {settings.home}"
        typer.echo(harmless(told), err=True)
    return settings.model_copy(update=changes)


def read_settings() -> Settings:
    """The settings of the environment; nothing is made of their folders.

    Raises:
        CoachError: one is not valid; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"COACH_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors()
        )
        raise CoachError(f"a setting is not valid: {problems}") from error
