"""`coach eval selection`: how well the next question is chosen, on made-up candidates."""

from typing import Annotated

import typer

from app.main import open_bank
from app.settings import Settings
from app.terminal.output.printing import read_stage
from eval.commands.options import AsJson
from eval.report.everything import CASES
from eval.selection.measure import Drawn, evaluate
from eval.selection.simulated import no_errors, read_errors, read_world


def selection(
    stage: Annotated[str, typer.Option(help="The stage whose questions are asked.")] = "screening",
    candidates: Annotated[int | None, typer.Option(min=2, help="How many. Default: as the cases say.")] = None,
    choosing: Annotated[bool, typer.Option("--choosing", help="The candidates that weights are chosen on.")] = False,
    flawless: Annotated[bool, typer.Option("--flawless", help="As if the grader never erred.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask made-up candidates what the coach would ask, and count. Example: `coach eval selection`."""
    world, wanted = read_world(CASES), read_stage(stage)
    first = world.first_seed_of_choice if choosing else world.first_seed
    errors = no_errors() if flawless else read_errors(CASES)
    drawn = Drawn(wanted, world, errors, first, candidates or world.candidates)
    report = evaluate(open_bank(Settings()), drawn)
    typer.echo(report.as_json() if as_json else report.render())
