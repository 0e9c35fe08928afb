"""`coach embedder`: the embedder is taught, measured and written."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.settings import Settings
from eval.embedding import report as measured
from eval.embedding.train import train
from eval.embedding.training_steps import Run

Folder = Annotated[Path, typer.Argument(help="The folder of a training run.")]


def teach(
    out: Folder,
    steps: Annotated[int, typer.Option(min=1, help="Steps of the run.")] = Run.steps,
    every: Annotated[int, typer.Option(min=1, help="Steps from checkpoint to checkpoint.")] = 50,
) -> None:
    """Teach the embedder; a run that was broken off goes on. Example: `coach embedder train RUN`."""
    typer.echo(str(train(replace(Run(), steps=steps), out, Settings(), every)))


def report(
    run: Folder,
    weight: Annotated[list[float] | None, typer.Option(help="How much of it is kept, 0..1. Repeatable.")] = None,
) -> None:
    """Measure a run on notes that taught nothing. Example: `coach embedder report RUN --weight 0 --weight 0.5`."""
    typer.echo(measured.report(run, Settings(), weight or [0, 0.25, 0.5, 0.75, 1]))


def export(
    run: Folder,
    weight: Annotated[float, typer.Option(min=0, max=1, help="How much of it is kept.")] = 0.7,
) -> None:
    """Write what a run learned where the default embedder reads it. Example: `coach embedder export RUN`."""
    typer.echo(str(measured.export(run, weight)))
