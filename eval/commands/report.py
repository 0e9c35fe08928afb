"""`coach eval all` and `docs`: everything measured, and the figures written where they are shown."""

from pathlib import Path
from typing import Annotated

import typer

from app.main import assemble
from app.settings import Settings
from eval.commands.opened import coach_of, default_embedder, default_scorer, say, without_gaps
from eval.commands.options import SHARED, Also
from eval.corpus.stats import run_stats
from eval.figures.folders import RESULTS, writable
from eval.report import docs as pages
from eval.report.everything import Bench, measure_all, own_labels, write
from eval.report.rag_demo import QUESTION, render
from ingest.bank.phrasings import load_phrasings


def everything(
    data: Annotated[Path, typer.Option(help="A folder with retrieval/, spans/ and grading/.")] = SHARED,
    also: Also = None,
) -> None:
    """Measure all; write eval/results/ and the pages. Example: `coach eval all --data ../shared/data`."""
    writable(RESULTS)
    settings = Settings()
    coach = without_gaps(assemble(settings.model_copy(update={"database_url": "sqlite://"})))
    missing = measure_all(Bench(default_embedder(), settings, data, tuple(also or ()), default_scorer()), coach, say)
    for name in missing:
        typer.echo(f"coach: left out, not in {data}: {name}", err=True)
    fill_pages()


def docs() -> None:
    """Write the figures, settings and worked example of README and docs/. Example: `coach eval docs`."""
    writable(RESULTS)
    settings = Settings(_env_file=None)
    write("coverage", run_stats(settings.corpus).render(), "", fenced=False)
    coach = coach_of("offline")
    # An index of other documents has no place in our pages.
    own_labels(settings, coach.questions.retriever.index)
    example = render(
        coach.questions.explain(QUESTION),
        coach.questions.retriever.index,
        default_embedder().piece_offsets,
        load_phrasings(settings.corpus_paths),
    )
    write("rag-demo", example, "", fenced=False)
    fill_pages()


def fill_pages() -> None:
    """Copy the results into the pages, and say which blocks changed."""
    changed = pages.write()
    typer.echo("\n".join(f"changed: {block}" for block in changed) or "README and docs/ are up to date")


def readme() -> None:
    """The other name of `coach eval docs`."""
    docs()
