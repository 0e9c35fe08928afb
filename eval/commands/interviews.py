"""`coach eval interviews`, `hiring`, `messages`, `clarifying`, `selection`: candidates scripted, judged, made up."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.answering.index_opening import open_embedder, open_grading_embedder
from app.asking.case_facts import Facts
from app.opening import open_bank
from app.settings import Settings
from app.terminal.output.printing import read_stage
from app.untrusted.terminal_text import harmless
from eval.commands.opened import coach_of
from eval.commands.options import AsJson
from eval.figures.folders import CASES
from eval.figures.progress_bar import Bar
from eval.interviews.clarifying import evaluate_clarifying, read_asked_back
from eval.interviews.hiring import hold_cases, read_hiring
from eval.interviews.messages import hear, read_messages
from eval.interviews.scripted_candidates import CANDIDATES
from eval.interviews.scripted_rounds import hold_all
from eval.selection.measure import Drawn, evaluate
from eval.selection.simulated import no_errors, read_errors, read_world
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


def hiring(
    cases: Annotated[
        Path, typer.Option(help="JSON lines: id, kind, question_id, level, question, messages, judges.")
    ] = CASES / "hiring" / "opened.jsonl",
    as_json: AsJson = False,
) -> None:
    """Hold whole stories and designs, and set the hiring word beside judges'. Example: `coach eval hiring`."""
    asked = read_hiring(cases)
    coach = coach_of("offline")
    try:
        with Bar("cases held") as progress:
            report = hold_cases(coach.interviews, asked, progress)
    finally:
        coach.close()
    typer.echo(report.as_json() if as_json else harmless(report.render()))


def messages(
    cases: Annotated[Path, typer.Option(help="JSON lines: question, stage, message, label.")] = CASES
    / "messages"
    / "msg9_opened.jsonl",
    as_json: AsJson = False,
) -> None:
    """Send labelled messages and count what each was taken for. Example: `coach eval messages`."""
    asked = read_messages(cases)
    coach = coach_of("offline")
    try:
        heard = hear(coach, asked)
    finally:
        coach.close()
    typer.echo(json.dumps(heard.as_json(), ensure_ascii=False) if as_json else harmless(heard.render()))


def clarifying(
    cases: Annotated[Path, typer.Option(help="JSON lines: question (its id), asked, facts (places of pairs).")] = CASES
    / "clarifying"
    / "blind_opened.jsonl",
    as_json: AsJson = False,
) -> None:
    """Ask back of each case, and count what is told. Example: `coach eval clarifying`."""
    settings = Settings()
    facts = Facts(open_grading_embedder(settings, open_embedder(settings)))
    told = evaluate_clarifying(read_asked_back(cases), open_bank(settings), facts)
    typer.echo(told.as_json() if as_json else told.render())


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
