"""`coach plan`: what to prepare for a job with a CV."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from app.coach.candidates.plan import Expected, Plan
from app.coach.candidates.plan_lines import Cited
from app.main import assemble
from app.terminal.options import AsJson, print_json, settings_of
from app.terminal.output.console import out
from app.terminal.output.printing import Status, where
from ingest.documents.document import Document
from ingest.documents.load import load_file
from ingest.errors import BadRequest

MOST_UNKNOWN = 8


def plan(
    job: Annotated[Path, typer.Option(help="The job description: md, txt, html, pdf or docx.")],
    cv: Annotated[Path, typer.Option(help="Your CV, in any of these.")],
    keep: Annotated[bool, typer.Option("--keep", help="Start the next interviews with the job's topics.")] = False,
    as_json: AsJson = False,
) -> None:
    """Plan the preparation for a job. Example: `coach plan --job job.md --cv cv.pdf`."""
    job_text, cv_text = _read(job), _read(cv)
    with Status() as status:
        coach = assemble(settings_of(None), status.say)
        found = coach.planner.plan(job_text, cv_text)
    if keep:
        coach.records.aim(found.topics)
    if as_json:
        print_json(asdict(found))
    else:
        print_plan(found)


def _read(path: Path) -> Document:
    if path.is_dir():
        raise BadRequest(f"{path} is a folder; name a file in it")
    try:
        return load_file(path, path.name, keep_suffix=True)
    except BadRequest as error:
        raise BadRequest(f"{path} {error}") from error


def print_plan(found: Plan) -> None:
    """A plan as lines, each with the line of the file that it rests on."""
    out.rule("What the job asks for and the notes teach", align="left")
    for one in found.requirements:
        out.print(Text(_line(one.line), style="bold"))
        rounds = ", ".join(stage.value for stage in one.rounds)
        out.print(Text(f"  topic {one.topic}" + (f", asked in {rounds}" if rounds else ""), style="dim"))
        out.print(Text(f"  your CV: {_line(one.shown_by)}" if one.shown_by else "  your CV: no line shows this"))
        for reading in one.read:
            out.print(Text(f"  read {where(reading.title, reading.headings)} ({reading.document})", style="cyan"))
        _expect(one.questions)
    if found.unknown:
        out.rule("What the job asks for and the notes do not teach", align="left")
        for cited in found.unknown[:MOST_UNKNOWN]:
            out.print(Text(f"  {_line(cited)}"))
    out.rule("What your CV lets an interviewer probe", align="left")
    for probe in found.probes:
        out.print(Text(_line(probe.line), style="bold"))
        for why in probe.why:
            out.print(Text(f"  {why}"))
        _expect(probe.questions)
    out.rule("Projects to bring", align="left")
    for project in found.projects:
        out.print(Text(_line(project.line), style="bold"))
        for shows in project.shows:
            out.print(Text(f"  shows {_line(shows.requirement)}"))
            out.print(Text(f"    by {_line(shows.line)}", style="dim"))


def _expect(questions: tuple[Expected, ...]) -> None:
    for question in questions:
        out.print(Text(f"  expect ({question.stage.value}) {question.text}"))


def _line(cited: Cited) -> str:
    return f"[{cited.file}:{cited.line}] {cited.text.lstrip('# ')}"
