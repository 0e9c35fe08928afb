"""`coach consent`: whether what you write may go to a language model elsewhere, and the question before it first does.

Decides that nobody is asked where there is no person at the terminal: then the offline way is taken and said.
"""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from app.coach.consent.consent import Consent, Told
from app.llm.connection import elsewhere
from app.opening import now
from app.store.interviews import Store
from app.terminal.options import settings_of
from app.untrusted.terminal_text import harmless

NOTHING_LEAVES = "Nothing leaves this machine: no language model is set, or the one that is set runs here."


class Answer(StrEnum):
    """What one says."""

    YES = "yes"
    NO = "no"


def consent(
    answer: Annotated[Answer | None, typer.Argument(help="yes or no. Without: what was said so far.")] = None,
) -> None:
    """Say whether what you write may go to a language model elsewhere. Example: `coach consent no`."""
    settings = settings_of(None)
    endpoint = elsewhere(settings)
    mine = Consent(Store(settings.store_url), now, lambda: endpoint)
    if answer is not None and mine.place:
        mine.decide(mine.place, is_given=answer is Answer.YES)
    told = mine.told()
    typer.echo(harmless(_stated(told) if told.is_needed else NOTHING_LEAVES))


def ask_once(mine: Consent) -> None:
    """Ask somebody at the terminal who has not decided yet; say on stderr that it is offline where nobody is there."""
    told = mine.told()
    if not told.is_open:
        return
    typer.echo(harmless(_explained(told)), err=True)
    if not is_person_there():
        typer.echo(
            "coach: nobody is here to ask, so it works offline; decide with `coach consent yes` or `no`", err=True
        )
        return
    mine.decide(told.place, is_given=typer.confirm("May it be sent there?", default=False, err=True))


def is_person_there() -> bool:
    """Whether somebody can read a question and answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _explained(told: Told) -> str:
    model = told.model or "a model"
    lines = [f"A language model is set that is not on this machine: {model} at {told.place}.", "Sent there would be:"]
    lines += [f"  - {one}" for one in told.goes]
    lines += ["Not sent:", *(f"  - {one}" for one in told.stays)]
    return "\n".join([*lines, "Without your yes everything works offline. `coach consent` changes it at any time."])


def _stated(told: Told) -> str:
    said = "You have not decided yet; until then nothing is sent."
    if told.is_given is not None:
        said = "You said yes: it is sent." if told.is_given else "You said no: the coach works offline for you."
    return f"{_explained(told)}\n{said}"
