"""The `coach` command: which commands there are, where each stands, and how an error ends it.

Decides that results go to stdout, progress and errors to stderr. A command is loaded when it is called; other packages
add groups through the entry points `coach.commands`.
"""

import sys
from importlib.metadata import entry_points, version
from typing import Annotated

import typer

from app.terminal.lazy import LOOKS, LazyGroup
from app.untrusted.terminal_text import harmless
from ingest.errors import CoachError

COMMANDS = {
    "search": "app.terminal.search:search",
    "ingest": "app.terminal.documents:ingest",
    "cluster": "app.terminal.cluster.cli:cluster",
    "ask": "app.terminal.questions:ask",
    "explain": "app.terminal.questions:explain",
    "chat": "app.terminal.interviews:chat",
    "appeals": "app.terminal.interviews:appeals",
    "review": "app.terminal.candidate.review:review",
    "plan": "app.terminal.candidate.plan:plan",
    "progress": "app.terminal.candidate.records:progress",
    "report": "app.terminal.candidate.records:report",
    "export": "app.terminal.candidate.records:export",
    "import": "app.terminal.candidate.records:take_in",
    "forget": "app.terminal.candidate.records:forget",
    "demo": "app.terminal.interviews:demo",
    "project": "app.terminal.projects.cli:project",
    "code": "app.terminal.coding.tasks:code",
    "consent": "app.terminal.llm.consent:consent",
    "llm": "app.terminal.llm.exam:llm",
    "doctor": "app.terminal.server:doctor",
    "serve": "app.terminal.server:serve",
    "mcp": "app.terminal.gateways.mcp:mcp",
    "user": "app.terminal.accounts.users:user",
    "data": "app.terminal.data_folder:data",
    "backup": "app.terminal.backup.cli:backup",
    "restore": "app.terminal.backup.cli:restore",
}
# A module of these that is not found is our mistake, any other one an extra that is not installed.
OURS = ("app", "corpus", "eval", "ingest")
# The extra that brings a package; `eval` brings all others.
EXTRAS = {"mcp": "mcp", "ray": "cluster", "pyarrow": "cluster"}


class Coach(LazyGroup):
    """All commands: the coach's own and those that other packages add."""

    places = COMMANDS | {entry.name: entry.value for entry in entry_points(group="coach.commands")}


commands = typer.Typer(
    name="coach",
    cls=Coach,
    help="Mock interviews for AI engineers: asked, graded point by point, cited. Works without a network or a key.",
    **LOOKS,
)


def main() -> None:
    """Run the command; an error a user can act on is one sentence on stderr and exit code 1."""
    try:
        commands()
    except CoachError as error:
        fail(str(error))
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in OURS:
            raise
        extra = EXTRAS.get(package, "eval")
        fail(f"this command needs {error.name}, which is not installed; run: pip install 'interview-coach[{extra}]'")
    except KeyboardInterrupt:
        fail("stopped; what was answered is kept")


def fail(message: str, code: int = 1) -> None:
    """Print one sentence on stderr and exit."""
    typer.echo(harmless(f"coach: {message}"), err=True)
    sys.exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("interview-coach"))
        raise typer.Exit


@commands.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Mock interviews for AI engineers: asked, graded point by point, cited."""
