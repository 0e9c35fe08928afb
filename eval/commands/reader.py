"""`coach reader`: the reader is taught, measured and exported."""

from pathlib import Path
from typing import Annotated

import typer

from eval.reading.average import average
from eval.reading.export import export_reader
from eval.reading.report import report_style, write_report
from eval.reading.restore import restore
from eval.reading.train import run_of, train

Run = Annotated[Path, typer.Argument(help="The folder of a training run.")]
Texts = Annotated[
    str,
    typer.Option(help="Files of eval/cases/reader, without .jsonl, or minimal_pairs, with commas. Default: all."),
]


def style(texts: Texts = "") -> None:
    """Measure what a text gives away without its key point. Example: `coach reader style --texts pairs`."""
    typer.echo(report_style(texts))


def teach(
    out: Run,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE of the run, such as epochs=2. Repeatable."),
    ] = None,
    nli: Annotated[Path | None, typer.Option(help="A folder with the public sets, for trials.")] = None,
    every: Annotated[int, typer.Option(min=1, help="Steps from checkpoint to checkpoint.")] = 50,
) -> None:
    """Teach the reader; a run that was broken off goes on. Example: `coach reader train RUN --set epochs=2`."""
    typer.echo(str(train(run_of(values or []), out, nli=nli, every=every)))


def between(
    before: Run,
    after: Annotated[Path, typer.Argument(help="The folder of a run that went on from there.")],
    out: Annotated[Path, typer.Argument(help="The folder to write the reader between them to.")],
    share: Annotated[float, typer.Option(min=0, max=1, help="How much of what the second learned is kept.")] = 0.5,
) -> None:
    """Write the weights between two trained readers. Example: `coach reader average BEFORE AFTER OUT`."""
    typer.echo(str(average(before, after, out, share)))


def report(run: Run) -> None:
    """Measure a trained reader on questions that no training saw. Example: `coach reader report RUN`."""
    typer.echo(write_report(run))


def export(
    run: Run,
    out: Annotated[Path, typer.Argument(help="The folder to write the files to that the coach reads.")],
    temperature: Annotated[float | None, typer.Option(help="Default: fitted on the side `tune`.")] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Round nothing: weights in 16 bit.")] = False,
) -> None:
    """Export a trained reader for OpenVINO, in 8 bit. Example: `coach reader export RUN FOLDER`."""
    export_reader(run, out, temperature=temperature, eight_bit=not exact)


def read_back(
    folder: Annotated[Path, typer.Argument(help="The folder of an exported reader, such as app/reading/weights.")],
    out: Annotated[Path, typer.Argument(help="The folder to write the weights to that a run can start with.")],
) -> None:
    """Read an exported reader back, to teach it further. Example: `coach reader restore app/reading/weights RUN`."""
    typer.echo(str(restore(folder, out)))
