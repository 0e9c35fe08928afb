"""`coach eval all` and `docs`: everything measured, and the figures written where they are shown."""

from pathlib import Path
from typing import Annotated

import typer

from app.folders import RESULTS
from app.main import assemble
from app.settings import Settings
from eval.commands.opened import default_embedder, default_scorer, say
from eval.commands.options import SHARED, Also
from eval.report.docs import write
from eval.report.everything import Bench, measure_all
from eval.report.saving import writable


def everything(
    data: Annotated[Path, typer.Option(help="A folder with retrieval/, spans/ and grading/.")] = SHARED,
    also: Also = None,
) -> None:
    """Measure all; write eval/results/ and the README's figures. Example: `coach eval all --data ../shared/data`."""
    writable(RESULTS)
    settings = Settings()
    coach = assemble(settings.model_copy(update={"database_url": "sqlite://"}))
    missing = measure_all(Bench(default_embedder(), settings, data, tuple(also or ()), default_scorer()), coach, say)
    for name in missing:
        typer.echo(f"coach: left out, not in {data}: {name}", err=True)
    typer.echo(f"README: figures changed in {', '.join(write()) or 'no block'}")


def docs() -> None:
    """Write the figures of eval/results/ where they are shown. Example: `coach eval docs`."""
    writable(RESULTS)
    typer.echo(f"README: figures changed in {', '.join(write()) or 'no block'}")


def readme() -> None:
    """The other name of `coach eval docs`."""
    docs()
