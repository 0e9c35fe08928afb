"""`coach eval interviews`: scripted candidates through every round."""

from typing import Annotated

import typer

from app.terminal.output.printing import read_stage
from app.untrusted.terminal_text import harmless
from eval.commands.opened import coach_of
from eval.interviews.candidates import CANDIDATES
from eval.interviews.held import hold_all
from eval.report.progress import Bar
from ingest.bank.taxonomy import Stage


def interviews(
    stages: Annotated[list[str] | None, typer.Option("--stage", help="A stage; repeatable. Default: all.")] = None,
    questions: Annotated[int, typer.Option(min=1, max=6, help="Questions a round.")] = 1,
) -> None:
    """Hold interviews with scripted candidates. Example: `coach eval interviews --stage screening --questions 2`."""
    wanted = [read_stage(stage) for stage in stages] if stages else list(Stage)
    coach = coach_of("offline")
    try:
        with Bar("interviews held") as progress:
            report = hold_all(coach.interviews, wanted, CANDIDATES, questions, progress)
    finally:
        coach.close()
    typer.echo(harmless(report.render()))
