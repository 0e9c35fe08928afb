"""`coach eval citations` and `answers`: what answers cite, and what they tell, held against our labels."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.reading.reader import shipped_reader
from app.settings import Settings
from app.untrusted.terminal_text import harmless
from eval.answers import quality
from eval.answers.citations import OFFLINE, Shelf, draw, evaluate
from eval.answers.conversations import follow, read_conversations
from eval.answers.grade_citations import Both, evaluate_grades, on_labelled
from eval.commands.opened import coach_of
from eval.commands.options import AsJson
from eval.figures.folders import CASES
from eval.figures.progress_bar import Bar
from eval.grading.gold_cases import read_gold
from eval.report.everything import own_labels, write
from ingest.errors import BadRequest


def citations(
    tutor: Annotated[str, typer.Option(help="offline or llm: what answers and grades.")] = "offline",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only this many queries and answers, drawn with a fixed seed.")
    ] = None,
    grades: Annotated[int | None, typer.Option(min=1, help="Grade only this many answers. Default: --limit.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/citations.* or citations-llm.*.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare what answers and grades cite with our labels. Example: `coach eval citations --tutor llm --limit 40`."""
    if save and tutor == OFFLINE and (limit or grades):
        raise BadRequest(
            "docs/evals.md shows the offline figures over all labels; leave --limit and --grades out to save"
        )
    coach = coach_of(tutor)
    try:
        labelled = own_labels(Settings(), coach.questions.retriever.index)
        interviews = on_labelled(coach.interviews, CASES)
        cases = read_gold(CASES, interviews.bank.questions)
        shelf = Shelf(coach.questions.retriever.index.texts, labelled.documents)
        with Bar("queries asked") as progress:
            answers = evaluate(draw(labelled.queries, limit), coach.questions.ask, shelf, tutor, progress)
        with Bar("answers graded") as progress:
            graded = evaluate_grades(draw(cases, grades or limit), interviews, shelf, tutor, progress)
    finally:
        coach.close()
    report = Both(answers, graded)
    if save:
        write("citations" if tutor == OFFLINE else f"citations-{tutor}", report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else report.render())


def answers(
    tutor: Annotated[str, typer.Option(help="offline or llm: what answers.")] = "offline",
    cases: Annotated[Path | None, typer.Option(help="A file of cases. Default: eval/cases/ask/dev.jsonl.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only this many, drawn with a fixed seed.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Write eval/results/answers.* or answers-llm.*.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold answers against the facts that a good short answer states. Example: `coach eval answers --limit 20`."""
    coach = coach_of(tutor)
    try:
        drawn = draw(quality.read_cases(cases or CASES / "ask" / "dev.jsonl"), limit)
        with Bar("questions asked") as progress:
            report = quality.evaluate(drawn, coach.questions.ask, shipped_reader(), tutor, progress)
    finally:
        coach.close()
    if save:
        write("answers" if tutor == OFFLINE else f"answers-{tutor}", report.render(), report.as_json())
    typer.echo(report.as_json() if as_json else report.render())


def conversations(
    cases: Annotated[Path, typer.Option(help="JSON lines: opening, then (asked, full).")] = CASES
    / "conversations"
    / "opened.jsonl",
    as_json: AsJson = False,
) -> None:
    """Ask follow-ups as typed and in full form, and compare. Example: `coach eval conversations`."""
    asked = read_conversations(cases)
    coach = coach_of(OFFLINE)
    try:
        followed = follow(coach.questions.ask, asked)
    finally:
        coach.close()
    typer.echo(json.dumps(followed.as_json(), ensure_ascii=False) if as_json else harmless(followed.render()))
