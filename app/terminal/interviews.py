"""`coach chat`, `coach demo` and `coach appeals`: interviews in the terminal, and what was contested in them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from app.candidate.candidate import LOCAL
from app.coach.answers.appeal_cases import gold_cases
from app.coach.coach import Coach
from app.coach.commands import Wanted
from app.coach.rounds.planning import Terms
from app.interview.course import Mode
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.requests.selection import MOST_QUESTIONS
from app.main import assemble
from app.store.interviews import Store
from app.terminal.candidate.records import going_on, named
from app.terminal.demo import run_demo
from app.terminal.llm.consent import ask_once
from app.terminal.options import IndexFolder, settings_of
from app.terminal.output import console
from app.terminal.output.printing import Status, chat_loop, read_stage, read_topics
from app.untrusted.terminal_text import harmless
from ingest.bank.taxonomy import Level, Stage, Topic
from ingest.errors import BadRequest, CoachError, Conflict, NotFound

TOPICS = f"A topic; may be given several times: {', '.join(sorted(Topic))}."
# How many questions are asked where nobody says.
QUESTIONS = 3


def chat(  # noqa: PLR0913, PLR0917 - the options of a command
    stage: Annotated[
        str, typer.Option(help="screening (the default), project-review, deep-dive, system-design or behavioural.")
    ] = "",
    topics: Annotated[list[str] | None, typer.Option("--topic", help=TOPICS)] = None,
    questions: Annotated[int, typer.Option(min=1, max=MOST_QUESTIONS, help="How many questions.")] = QUESTIONS,
    seed: Annotated[int | None, typer.Option(help="The same seed asks the same questions.")] = None,
    level: Annotated[
        Level | None, typer.Option(help="junior, mid, senior or staff. Default: all points count.")
    ] = None,
    mode: Annotated[Mode, typer.Option(help="practice or exam: a clock, no help, grades at the end.")] = Mode.PRACTICE,
    minutes: Annotated[
        int | None, typer.Option(min=5, max=240, help="How long an exam of one round takes. Default: as in the guide.")
    ] = None,
    loop: Annotated[
        str,
        typer.Option(
            help="A loop of rounds instead of one: full, start-up, senior, or a file of yours (docs/usage.md)."
        ),
    ] = "",
    sure: Annotated[bool, typer.Option("--sure", help="Ask how sure you are before each grade.")] = False,
    project: Annotated[
        str, typer.Option(help="The id of a project of yours that the project review is about: `coach project list`.")
    ] = "",
    resume: Annotated[
        str, typer.Option(help="Go on with the interview of this id, or with the `last` one that has not ended.")
    ] = "",
    index: IndexFolder = None,
) -> None:
    """Be interviewed in the terminal. Example: `coach chat --stage deep-dive --topic rag --questions 2`."""
    console.take_any_bytes()
    if resume:
        _refuse_terms(
            {
                "--stage": stage,
                "--topic": topics,
                "--questions": questions != QUESTIONS,
                "--seed": seed is not None,
                "--level": level,
                "--mode": mode is not Mode.PRACTICE,
                "--minutes": minutes,
                "--loop": loop,
                "--project": project,
            }
        )
    if minutes is not None and (loop or mode is not Mode.EXAM):
        raise BadRequest("--minutes is the time of an exam of one round: add --mode exam, and leave out --loop")
    wanted_stage = read_stage(stage or (Stage.PROJECT_REVIEW if project else Stage.SCREENING).value)
    wanted_topics = read_topics(topics or [])
    with Status() as status:
        coach = assemble(settings_of(index), status.say)
    ask_once(coach.consent)
    terms = Terms(mode, level, minutes, project)
    if resume:
        interview = _resumed(coach, resume)
    elif loop:
        interview = coach.interviews.start_loop(loop, seed, terms)
    else:
        interview = coach.interviews.start(wanted_stage, wanted_topics, questions, seed, terms)
    try:
        chat_loop(coach, interview, is_asking_sure=sure)
    except KeyboardInterrupt:
        console.err.print(Text(f"\nStopped. What was sent is kept: {going_on(interview.id)}."), soft_wrap=True)
        raise
    console.out.print(Text(f"The interview is kept; its report: {named(interview.id)}", style="dim"), soft_wrap=True)


def _refuse_terms(given: Mapping[str, object]) -> None:
    """Refuse what can only be said of an interview that begins.

    Raises:
        BadRequest: one of the options was given.
    """
    if named_too := [option for option, value in given.items() if value]:
        raise BadRequest(
            f"an interview that goes on keeps what it was started with: leave out {', '.join(named_too)}, "
            "or leave out --resume to start another"
        )


def _resumed(coach: Coach, wanted: str) -> Interview:
    """The interview of that id, or the last one that has not ended, going on where it was paused.

    Raises:
        NotFound: there is none.
        Conflict: it has ended.
    """
    identifier = wanted
    if wanted == "last":
        left = [held for held in Store(settings_of(None).store_url).of_owner(LOCAL) if held.ask is not None]
        if not left:
            raise NotFound("no interview was left before its end; `coach chat` starts one")
        identifier = left[0].id
    interview = coach.interviews.get(identifier)
    if interview.ask is None:
        raise Conflict(f"that interview has ended; its report: {named(interview.id)}")
    if interview.course.is_paused:
        interview = coach.interviews.command(interview.id, Wanted(Command.RESUME)).interview
    return interview


def demo() -> None:
    """Watch an interview with prepared answers: strong, half, empty, hostile. Example: `coach demo`."""
    with Status() as status:
        coach = assemble(settings_of(None, database_url="sqlite://"), status.say)
    if place := coach.consent.place:
        # What the demo answers is nobody's.
        coach.consent.decide(place, is_given=True)
    run_demo(coach)


def appeals(
    out: Annotated[Path, typer.Option(help="File to write, one JSON line for each time.")],
) -> None:
    """Export contested verdicts as gold cases for a person. Example: `coach appeals --out appeals.jsonl`.

    Each line holds an answer, the contested point and the words that were put forward for it. Its label is only the
    grader's second verdict: put it right (met, partly met, not met or contradicted), set "reviewed" to true, and lay
    the file into a folder as gold_answers_NAME.jsonl. `coach eval gold --cases FOLDER` measures a grader on the
    reviewed ones; in eval/cases they count with the other gold answers.
    """
    store = Store(settings_of(None).store_url)
    rows = [row for interview in store.contested(LOCAL) for row in gold_cases(interview)]
    try:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise CoachError(f"{out} cannot be written: {error.strerror}; name a file in a folder that is there") from error
    typer.echo(harmless(f"{out}: {len(rows)} contested"))
