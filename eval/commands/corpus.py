"""`coach corpus`: checks and counts of the corpus; each command hands over to its module."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.answering.gaps import Gaps
from app.coding.runner import Runner
from app.opening import open_code
from app.settings import Settings
from app.untrusted.terminal_text import harmless
from eval.corpus.bank_texts import warnings_of
from eval.corpus.check import run_check
from eval.corpus.stats import run_stats
from eval.corpus.tasks import run_faults
from ingest.bank.questions import load_bank
from ingest.errors import BadRequest


def check(
    warnings: Annotated[
        bool, typer.Option("--warnings", help="List too what is only to be looked at again, such as two things in one.")
    ] = False,
    run: Annotated[
        bool, typer.Option("--run", help="Run the coding tasks' solutions too; it takes some minutes.")
    ] = False,
) -> None:
    """Check that notes and questions hold together; exit code 1 where they do not. Example: `coach corpus check`."""
    settings = Settings()
    report = run_check(settings.corpus, settings.models_folder)
    typer.echo(report.render())
    has_faults = run and _run_tasks(settings)
    if warnings:
        for hint in report.hints:
            typer.echo(hint.render())
        for line in warnings_of(load_bank(settings.corpus / "questions")):
            typer.echo(line)
    if not report.is_good or has_faults:
        raise typer.Exit(1)


def _run_tasks(settings: Settings) -> bool:
    """Run the solutions of all coding tasks; whether one does not do what it says."""
    code = open_code(settings)
    faults = 0
    for task in code.tasks:
        try:
            found = list(run_faults(task, Runner(code.sandbox)))
        except BadRequest as error:
            typer.echo(f"tasks/{task.id}: left out: {error}", err=True)
            continue
        faults += len(found)
        for fault in found:
            typer.echo(f"tasks/{task.id}: {fault}")
    typer.echo(f"{len(code.tasks)} coding tasks run: {'all good' if not faults else f'{faults} to mend'}")
    return faults > 0


def stats() -> None:
    """Count notes and questions by stage, skill and difficulty. Example: `coach corpus stats`."""
    typer.echo(run_stats(Settings().corpus).render())


def gaps(limit: Annotated[int, typer.Option(min=1, max=500, help="How many questions.")] = 50) -> None:
    """List the questions that were asked and not answered, the most asked first. Example: `coach corpus gaps`."""
    found = Gaps(Settings().home, lambda: datetime.now(UTC)).counted()
    if not found:
        typer.echo("No question is kept that the corpus did not answer.")
    for one in found[:limit]:
        near = f"  (nearest: {one.nearest})" if one.nearest else ""
        typer.echo(harmless(f"{one.times:>4}  {one.question}{near}"))
