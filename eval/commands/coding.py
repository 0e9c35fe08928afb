"""`coach eval coding` and `coach eval escapes`: what runs of programs are worth, and what their sandbox holds."""

from typing import Annotated

import typer

from app.coding.runner import Runner
from app.opening import open_code
from app.settings import Settings
from eval.attacks.escapes import render as render_escapes
from eval.attacks.escapes import run_escapes, sandboxes
from eval.coding.agreement import judge, render
from eval.coding.labelled_solutions import labelled
from eval.figures.folders import RESULTS, writable
from eval.report.docs import write
from ingest.errors import CoachError

Save = Annotated[bool, typer.Option("--save", help="Write the result to eval/results and the pages.")]


def coding(
    save: Save = False,
    only: Annotated[str, typer.Option(help="reference, wrong or further; empty: all.")] = "",
) -> None:
    """Compare the verdicts of runs with labels by hand. Example: `coach eval coding --save`."""
    code = open_code(Settings())
    cases = [case for case in labelled(code.tasks) if only in {"", case.source}]
    table = render(judge(cases, Runner(code.sandbox), lambda line: typer.echo(line, err=True)))
    _out("coding", table, save)


def escapes(save: Save = False) -> None:
    """Try to get out of every sandbox that works here. Example: `coach eval escapes --save`."""
    found = sandboxes()
    if not found:
        raise CoachError("no sandbox works on this machine; `coach doctor` says why")
    outcomes = [
        outcome for sandbox in found for outcome in run_escapes(sandbox, lambda line: typer.echo(line, err=True))
    ]
    _out("escapes", render_escapes(outcomes), save)
    if not all(outcome.held for outcome in outcomes):
        raise typer.Exit(1)


def _out(name: str, text: str, save: bool) -> None:
    typer.echo(text)
    if save:
        (writable(RESULTS) / f"{name}.md").write_text(text, encoding="utf-8")
        write()
