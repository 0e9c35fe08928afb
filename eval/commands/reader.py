"""`coach reader`: the reader is taught, measured and exported."""

from pathlib import Path
from typing import Annotated

import typer

from eval.reading.answers import ANSWERS
from eval.reading.export import export_reader
from eval.reading.report import write_report
from eval.reading.style import report_style
from eval.reading.texts import Side
from eval.reading.train import run_of, train
from eval.reading.verdicts import judge_answers

Run = Annotated[Path, typer.Argument(help="The folder of a training run.")]
Texts = Annotated[str, typer.Option(help="Files of eval/cases/reader, without .jsonl, with commas. Default: all.")]


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
    """Teach the reader; a run that was broken off goes on. Example: `coach reader train RUN --set texts=pairs`."""
    typer.echo(str(train(run_of(values or []), out, nli=nli, every=every)))


def report(
    run: Run, side: Annotated[Side, typer.Option(help="Which questions.")] = Side.HELD_OUT, texts: Texts = ""
) -> None:
    """Measure a trained reader on questions that no training saw. Example: `coach reader report RUN`."""
    typer.echo(write_report(run, side, texts))


def export(
    run: Run,
    out: Annotated[Path, typer.Argument(help="The folder to write the files to that the coach reads.")],
    temperature: Annotated[float | None, typer.Option(help="For a reader that was trained on all texts.")] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Keep the weights in 16 bit.")] = False,
) -> None:
    """Export a trained reader for OpenVINO, in 8 bit. Example: `coach reader export RUN FOLDER`."""
    export_reader(run, out, temperature=temperature, eight_bit=not exact)


def verdicts(
    reader: Annotated[Path, typer.Argument(help="The folder of an exported reader.")],
    cases: Annotated[Path, typer.Option(help="A folder of labelled answers.")] = ANSWERS,
    fit: Annotated[bool, typer.Option("--fit", help="Fit the weights first, on the side that is for it.")] = False,
    best: Annotated[int, typer.Option(min=0, help="Read the windows of so many nearest sentences. 0: all.")] = 0,
    kinds: Annotated[str, typer.Option(help="Kinds of answers, with commas. Default: all.")] = "",
) -> None:
    """Hold a reader's verdicts on whole answers against labels. Example: `coach reader verdicts FOLDER --fit`."""
    typer.echo(judge_answers(reader, cases, fitted=fit, best=best, kinds=frozenset(kinds.split(",")) - {""}))
