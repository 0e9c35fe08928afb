"""The settings of a command: the environment's, and over them what the command line names.

Decides what is said of one that is not valid.
"""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.settings import Settings
from app.terminal.preconditions import check_home
from ingest.errors import CoachError


def settings_of(index: Path | None, **changes: Any) -> Settings:
    """The settings with what the command line names; their home can be used.

    Raises:
        CoachError: a setting is not valid, or the home cannot be used.
    """
    settings = read_settings()
    if index is not None:
        changes["index"] = index
    check_home(settings.models_folder)
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
