"""`coach code`: the coding tasks in the terminal.

Decides what of a report is printed; what it holds is in app/coding/run_report.py.
"""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from app.coach.code_runs import CodeRuns
from app.coding.run_report import Report, State
from app.coding.task import Task, told
from app.opening import open_code
from app.settings import Settings
from app.terminal.lazy import group
from app.terminal.options import AsJson, print_json, read_settings
from app.untrusted.terminal_text import harmless
from ingest.errors import BadRequest, CoachError, NotFound

PROGRAM_ONLY = "In an interview you explain it too; here the program alone is graded."
SIGNS = {State.PASSED: "ok  ", State.FAILED: "FAIL", State.ERROR: "ERR ", State.NOT_RUN: "-   "}

code = group(
    {
        "list": "app.terminal.coding.tasks:list_tasks",
        "show": "app.terminal.coding.tasks:show",
        "run": "app.terminal.coding.tasks:run",
        "edit": "app.terminal.coding.tasks:edit",
    },
    "Coding tasks: read one, write a program, have it run in a sandbox. `coach code TASK` is `coach code edit TASK`.",
    otherwise="edit",
)


def _opened(settings: Settings | None = None) -> CodeRuns:
    return open_code(settings or read_settings())


def list_tasks() -> None:
    """List the coding tasks. Example: `coach code list`."""
    runs = _opened()
    for task in runs.tasks:
        head = task.head
        typer.echo(harmless(f"{task.id:24} {head.difficulty.value:7} {head.minutes:3} min  {head.title}"))
    typer.echo(harmless(runs.sandbox.sentence), err=True)


def show(task: Annotated[str, typer.Argument(help="The task's id, as `coach code list` prints it.")]) -> None:
    """Print a task. Example: `coach code show two-sum`."""
    typer.echo(harmless(_told(_known(_opened(), task))))


def _told(task: Task) -> str:
    head = task.head
    parts = [
        head.title,
        head.statement.strip(),
        *([PROGRAM_ONLY] if head.question else []),
        head.signature.strip(),
        f"{head.rules}\nAt most {head.seconds:g} s and {head.memory_mb} MB a test.",
        f"Tests that you see (`coach code run {task.id} FILE`):\n{task.visible_tests.strip()}",
    ]
    return "\n\n".join(parts)


def run(
    task: Annotated[str, typer.Argument(help="The task's id.")],
    file: Annotated[Path, typer.Argument(help="The program.")],
    submit: Annotated[
        bool, typer.Option("--submit", help="Run the hidden tests too, and judge the key points.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run a program; exit code 1 where it does not pass. Example: `coach code run two-sum solution.py --submit`."""
    source, runs = _read(file), _opened()
    report = runs.run(_known(runs, task).id, source, is_submission=submit)
    if as_json:
        print_json(_plain(report))
    else:
        typer.echo(harmless(render(report)))
    if not report.is_good:
        raise typer.Exit(1)


def _known(runs: CodeRuns, task: str) -> Task:
    try:
        return runs.get(task)
    except NotFound as error:
        raise NotFound(f"{error}; `coach code list` prints those that there are") from error


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadRequest(f"{file} is not UTF-8 text (byte {error.start}); name a program in Python") from error


def edit(
    task: Annotated[str, typer.Argument(help="The task's id.")],
    file: Annotated[Path | None, typer.Option(help="Where the program is kept; unset: TASK.py in this folder.")] = None,
) -> None:
    """Write the program in $EDITOR and submit it; the file is kept. Example: `coach code two-sum`."""
    runs = _opened()
    chosen = _known(runs, task)
    runs.sandbox.required()
    kept = file or Path(f"{chosen.id}.py")
    try:
        if not kept.exists():
            kept.write_text(_begun(chosen), encoding="utf-8")
        _edited(kept)
    except OSError as error:
        raise BadRequest(f"{kept} cannot be written: {error.strerror}") from error
    source = _read(kept)
    typer.echo(harmless(render(runs.run(task, source, is_submission=True))))
    typer.echo(harmless(f"{kept} is kept; `coach code {chosen.id}` goes on with it."), err=True)


def _begun(task: Task) -> str:
    """What the file of a task begins with: all that is told of it, as comments, and its signature."""
    head = "\n".join(f"# {line}".rstrip() for line in _told(task).splitlines())
    return f"{head}\n\n{task.starter}\n"


def _edited(file: Path) -> None:
    """Wait for the user's editor.

    Raises:
        CoachError: it did not work.
    """
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        subprocess.run([*editor, str(file)], check=True)  # noqa: S603 - the user's own editor
    except (OSError, subprocess.CalledProcessError) as error:
        raise CoachError(f"the editor {editor[0]} did not work; set EDITOR to one that does") from error


def render(report: Report) -> str:
    """A report as lines."""
    lines = [f"BROKEN {_at(report.broken_line)}{report.broken}"] if report.broken else []
    for test in report.tests:
        lines.append(f"{SIGNS[test.state]} “{told(test.name)}”{' (hidden)' if test.is_hidden else ''}")
        if test.call:
            lines.append(f"       {test.call}")
        if test.expected:
            lines.append(f"       expected {test.expected}, got {test.got}")
        if test.message:
            lines.append(f"       {_at(test.line)}{test.message}")
    if report.growth is not None:
        lines.append(report.growth.sentence)
    if report.is_submission:
        lines += [f"{_sign(proof.is_met)} {proof.text or proof.point_id}: {proof.why}" for proof in report.proofs]
    lines += [f"style, line {item.line}: {item.message} ({item.rule})" for item in report.remarks]
    if report.printed:
        lines += ["printed:", report.printed.rstrip()[:2000]]
    memory = f", {report.memory_bytes / 1e6:.0f} MB" if report.memory_bytes else ""
    passed = f"{report.passed} of {len(report.tests)} tests passed" if report.tests else "no test was run"
    lines.append(f"{passed}, {report.seconds:.2f} s{memory}")
    return "\n".join(lines)


def _at(line: int | None) -> str:
    return "" if line is None else f"line {line}: "


def _sign(is_met: bool | None) -> str:
    return {True: "met    ", False: "not met", None: "unknown"}[is_met]


def _plain(report: Report) -> dict[str, object]:
    growth = report.growth
    return {
        "task": report.task_id,
        "passed": report.passed,
        "broken": report.broken,
        "tests": [{"name": test.name, "hidden": test.is_hidden, "state": test.state.value} for test in report.tests],
        "growth": None if growth is None else {"exponent": growth.exponent, "sentence": growth.sentence},
        "points": [{"id": proof.point_id, "met": proof.is_met, "why": proof.why} for proof in report.proofs],
    }
