"""`coach progress`, `report`, `export`, `import` and `forget`: what is remembered, as its owner sees it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from app.candidate.candidate import LOCAL
from app.candidate.progress import Calibration, Progress
from app.coach.candidates.exchange import as_anki, as_markdown
from app.coach.candidates.records import Records
from app.coach.candidates.report_files import Format, written
from app.interview.interview import Interview
from app.interview.results.scorecard import scorecard
from app.opening import now
from app.store.interviews import Store
from app.terminal.options import AsJson, print_json, settings_of
from app.terminal.output.console import out
from app.terminal.output.counts import counted
from app.untrusted.terminal_text import harmless
from ingest.errors import BadRequest, CoachError, Conflict, NotFound

Out = Annotated[Path | None, typer.Option("--out", help="File to write. Default: the terminal.")]
BAR = 20
# A skill over time, a sign for each of the latest answers.
HEIGHTS, MOST_PLOTTED = "▁▂▃▄▅▆▇█", 30
CARDS: dict[str, Callable[[Records], str | bytes]] = {
    "json": Records.exported,
    "markdown": lambda records: as_markdown(list(records.memory().cards.values())),
    "anki": lambda records: as_anki(list(records.memory().cards.values())),
}


def opened() -> Records:
    """What is remembered on this machine; neither model nor index is loaded for it."""
    return Records(Store(settings_of(None).store_url), now, LOCAL)


def progress(as_json: AsJson = False) -> None:
    """Show skills, missed and earned points, time, calibration and the next step. Example: `coach progress`."""
    told = opened().progress()
    if as_json:
        print_json(_plain(asdict(told)))
        return
    print_progress(told)


def print_progress(told: Progress) -> None:
    """Progress as lines and bars."""
    hours = told.seconds / 3600
    out.print(Text(told.next_step, style="bold"))
    out.print(
        f"{counted(told.interviews, 'interview')} with answers, {counted(told.answers, 'answer')}, "
        f"{counted(told.reviews, 'review')}, {hours:.1f} hours."
    )
    out.print(f"{counted(told.missed, 'key point')} missed at first, {told.earned} of them said right later.")
    out.print(f"{told.due} of {counted(told.cards_in_all, 'card')} due.")
    for topic in told.topics:
        first = f", first {100 * topic.history[0].share:.0f} %" if topic.history else ""
        about = f"{100 * topic.share:.0f} % ({100 * topic.low:.0f} to {100 * topic.high:.0f}{first})"
        out.print(Text(f"  {topic.topic:22} {_bar(topic.share)} {about}, {counted(topic.answers, 'answer')}"))
        if topic.history[1:]:
            out.print(Text(f"  {'over time':>22} {over_time([one.share for one in topic.history])}", style="dim"))
    _print_calibration(told.calibration)


def _print_calibration(told: Calibration) -> None:
    """How sure somebody said to be, beside what they earned."""
    if told.gap is None:
        return
    way = "too sure" if told.gap > 0 else "not sure enough"
    out.print(
        f"In {counted(told.told, 'answer')} where you said how sure you were: {abs(100 * told.gap):.0f} "
        f"percentage points {way}."
    )
    for one in told.bins:
        earned = f"{100 * one.credit:.0f} %, {counted(one.count, 'answer')}"
        out.print(Text(f"  {'you said':>22} {_bar(one.sure)} {100 * one.sure:.0f} %"))
        out.print(Text(f"  {'you earned':>22} {_bar(one.credit)} {earned}"))


def _bar(share: float) -> str:
    filled = round(BAR * share)
    return "#" * filled + "." * (BAR - filled)


def over_time(shares: Sequence[float]) -> str:
    """Shares, 0..1, as a line of signs that are as high; of many the latest."""
    return "".join(HEIGHTS[min(int(len(HEIGHTS) * share), len(HEIGHTS) - 1)] for share in shares[-MOST_PLOTTED:])


def report(
    interview: Annotated[
        str, typer.Argument(help="Its id. Without: the list of interviews; `last`: the last one.")
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.MARKDOWN,
    path: Out = None,
    skip: Annotated[int, typer.Option(min=0, help="Of the list, leave out so many of the latest.")] = 0,
) -> None:
    """Write the report of an interview, or list them all. Example: `coach report last --format html --out r.html`."""
    records = opened()
    if not interview:
        listed = records.history(skip)
        for held in listed:
            out.print(Text(_held(held)))
        if earlier := records.held() - skip - len(listed):
            command = f"coach report --skip {skip + len(listed)}"
            out.print(f"{counted(earlier, 'earlier interview')}: {command}" if listed else "No interview is that old.")
        return
    if interview == "last":
        ended = [held for held in records.history() if held.ask is None]
        if not ended:
            raise NotFound("no interview has ended yet")
        interview = ended[0].id
    try:
        found = records.report(interview)
    except Conflict as error:
        raise Conflict(f"{error}; {going_on(interview)}") from error
    write(path, written(found, form))


def named(interview_id: str) -> str:
    """The command that writes the report of an interview; an id may begin as an option does."""
    return f"coach report {'-- ' if interview_id.startswith('-') else ''}{interview_id}"


def going_on(interview_id: str) -> str:
    """How an interview that was left goes on, in the terminal and on the page."""
    return (
        f"to go on with it, run `coach chat --resume={interview_id}`, or `coach serve` and open "
        f"#/interview/{interview_id} on the page"
    )


def _held(interview: Interview) -> str:
    card = scorecard(interview)
    state = "goes on" if interview.ask is not None else "ended"
    points = f"{card.earned:g} of {counted(card.possible, 'point')}" if card.possible else "no points"
    if interview.withholds:
        points = "points at its end"
    return f"{interview.id}  {interview.started_utc:%Y-%m-%d %H:%M}  {interview.stage.value}, {state}, {points}"


def export(
    form: Annotated[str, typer.Option("--format", help="json (all of it), markdown or anki (the cards).")] = "json",
    path: Out = None,
) -> None:
    """Write what is remembered to a file. Example: `coach export --format anki --out cards.apkg`."""
    if form not in CARDS:
        raise BadRequest(f"there is no format {form!r}; choose {', '.join(CARDS)}")
    content = CARDS[form](opened())
    if isinstance(content, bytes) and path is None:
        raise BadRequest("a deck for Anki is no text; name a file with --out cards.apkg")
    write(path, content)


def take_in(file: Annotated[Path, typer.Argument(help="A file that `coach export` wrote.")]) -> None:
    """Add what an export holds to what is remembered. Example: `coach import coach.json`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from error
    change = opened().take_in(text)
    typer.echo(f"{counted(len(change.cards), 'card')} and {counted(len(change.events), 'event')} added.")


def forget(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete everything of yours: interviews, skills, cards, documents, projects. Example: `coach forget`."""
    if not yes:
        typer.confirm(
            "Delete all interviews, skills, cards, uploaded documents, projects and consents? This cannot be undone.",
            abort=True,
            err=True,
        )
    deleted = opened().forget()
    typer.echo(f"Deleted: {', '.join(f'{count} {name}' for name, count in deleted.items())}.")


def write(path: Path | None, content: str | bytes) -> None:
    """Write to a file, or text to the terminal.

    Raises:
        CoachError: the file cannot be written.
    """
    if path is None:
        typer.echo(harmless(content if isinstance(content, str) else ""), nl=False)
        return
    try:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise CoachError(
            f"{path} cannot be written: {error.strerror}; name a file in a folder that is there"
        ) from error
    typer.echo(harmless(f"{path} written"), err=True)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value
