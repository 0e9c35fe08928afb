"""`coach fit`: what is fitted from data, made again."""

from pathlib import Path
from typing import Annotated

import typer

from app.answering.index_opening import open_embedder, open_grading_embedder
from app.hearing.classifier import WEIGHTS as CLASSIFIER
from app.opening import open_bank
from app.settings import Settings
from eval.commands.options import SHARED
from eval.fitting.answers import fit_answers
from eval.fitting.eight_bit import fit_eight_bit
from eval.fitting.grader import fit_grader
from eval.fitting.unmarked import fit_unmarked
from eval.fitting.verdicts import fit_beside_alone, fit_brief_alone, fit_verdicts
from eval.fitting.word_order import fit_word_order
from eval.hearing.train import fit_messages
from eval.interviews.clarifying import fit_facts


def grader(
    sets: Annotated[Path, typer.Option(help="Folder of graded *.jsonl sets.")] = SHARED / "grading",
    only_reference: Annotated[bool, typer.Option(help="Fit what whole answers are worth, nothing else.")] = False,
) -> None:
    """Fit the coefficients of the offline grader. Example: `coach fit grader --sets ../shared/data/grading`."""
    fit_grader(sets, Settings(), only_reference=only_reference)


def verdicts(
    keep_subject: Annotated[bool, typer.Option(help="Whether an answer is to its question stays as it is.")] = False,
) -> None:
    """Fit how what was read becomes the state of a key point. Example: `coach fit verdicts`."""
    typer.echo(fit_verdicts(Settings(), keep_subject=keep_subject))


def brief() -> None:
    """Fit how a sentence or two is judged, those forms alone. Example: `coach fit brief`."""
    typer.echo(fit_brief_alone(Settings()))


def beside() -> None:
    """Fit how likely a point is said beside what was asked, that form alone. Example: `coach fit beside`."""
    typer.echo(fit_beside_alone(Settings()))


def messages(out: Annotated[Path, typer.Option(help="Folder for the weights.")] = CLASSIFIER) -> None:
    """Teach what tells commands in plain words from answers. Example: `coach fit messages --out /tmp/classifier`."""
    typer.echo(fit_messages(Settings(), out))


def facts() -> None:
    """Fit how likely a fact of a case answers what is asked back. Example: `coach fit facts`."""
    settings = Settings()
    typer.echo(fit_facts(open_bank(settings), open_grading_embedder(settings, open_embedder(settings))))


def answers() -> None:
    """Fit what tells that a prepared answer answers a query. Example: `coach fit answers`."""
    typer.echo(fit_answers(Settings()))


def unmarked() -> None:
    """Fit where sentences end in words without full stops. Example: `coach fit unmarked`."""
    typer.echo(fit_unmarked())


def word_order() -> None:
    """Fit the table of word order on the notes. Example: `coach fit word-order`."""
    fit_word_order(Settings().corpus / "notes")


def eight_bit() -> None:
    """Fit the 8-bit model on texts of the corpus. Example: `coach fit eight-bit`."""
    fit_eight_bit(Settings())
