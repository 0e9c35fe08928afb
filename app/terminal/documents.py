"""`coach ingest`: documents of one's own -> an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from app.answering.index_opening import open_embedder
from app.settings import Settings
from app.terminal.options import AsJson, IndexFolder, print_json, settings_of
from app.terminal.output.printing import Status
from app.terminal.preconditions import not_built
from app.untrusted.terminal_text import harmless
from ingest.embedding.embedder import EmbedError
from ingest.errors import CoachError
from ingest.pipeline.build import BuildReport, build

# So many of them are named; a book has hundreds.
MOST_NOT_ASKED = 8


def ingest(paths: list[Path], index: IndexFolder = None, as_json: AsJson = False) -> None:
    """Index files and folders: markdown, text, HTML, PDF, DOCX. Example: `coach ingest notes/ --index my-index`.

    Use the index with `coach search --index my-index`, or set COACH_INDEX=my-index for interviews on its questions.
    One of the two names it here too: the default index is the corpus' own, built from nothing else.
    """
    settings = named_index(index)
    with translated(settings), Status() as status:
        report = build(paths, settings.index_folder, open_embedder(settings), progress=status.progress)
    show(report, settings, as_json)


def named_index(index: Path | None) -> Settings:
    """The settings, with a folder for the index that is not the corpus' own.

    Raises:
        CoachError: none is named.
    """
    settings = settings_of(index)
    if settings.index is None:
        raise CoachError(
            "name a folder with --index, such as --index my-index, or set COACH_INDEX; the default index is built from "
            "the corpus, and the next command would undo what was added to it"
        )
    return settings


@contextmanager
def translated(settings: Settings) -> Iterator[None]:
    """Say of a build that failed what can be done."""
    try:
        yield
    except EmbedError as error:
        raise CoachError(f"{error}; shorten the longest headings, or set COACH_EMBEDDING_MODEL to another") from error
    except OSError as error:
        raise CoachError(not_built(settings.index_folder, error)) from error


def show(report: BuildReport, settings: Settings, as_json: bool) -> None:
    """Print what became of an ingest; exit code 1 where a file was not read."""
    for refusal in report.refusals:
        typer.echo(harmless(f"coach: not read: {refusal.path}: {refusal.reason}"), err=True)
    for section in report.unknown_sections:
        typer.echo(harmless(f"coach: its phrasings or answers name no section that is there: {section}"), err=True)
    for one in report.not_asked[:MOST_NOT_ASKED]:
        typer.echo(harmless(f"coach: no question: {one.source}, line {one.line}: {one.text!r}: {one.why}"), err=True)
    if (left := len(report.not_asked) - MOST_NOT_ASKED) > 0:
        typer.echo(f"coach: and {left} more that look like questions", err=True)
    counts = {
        "documents": report.documents,
        "passages": report.passages,
        "windows": report.windows,
        "embedded_windows": report.embedded_windows,
        "questions": report.questions,
        "not_read": len(report.refusals),
        "unknown_sections": len(report.unknown_sections),
        "not_asked": len(report.not_asked),
    }
    if as_json:
        print_json({"index": str(settings.index_folder), **counts})
    else:
        *told, asked = (_counted(counts[name], name) for name in ("documents", "passages", "windows", "questions"))
        done = f"{settings.index_folder}: {', '.join(told)} ({report.embedded_windows:,} embedded now), {asked}"
        typer.echo(harmless(done))
    if report.refusals:
        raise typer.Exit(1)


def _counted(count: int, things: str) -> str:
    return f"{count:,} {things.removesuffix('s') if count == 1 else things}"
