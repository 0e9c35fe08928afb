"""`coach corpus`: checks and counts of the corpus; each command hands over to its module."""

import typer

from app.settings import Settings
from eval.corpus.check import run_check
from eval.corpus.stats import run_stats
from eval.report.progress import Bar


def check() -> None:
    """Check that notes and questions hold together; exit code 1 where they do not. Example: `coach corpus check`."""
    settings = Settings()
    with Bar("questions graded") as progress:
        report = run_check(settings.corpus, settings.models_folder, progress)
    typer.echo(report.render())
    if not report.is_good:
        raise typer.Exit(1)


def stats() -> None:
    """Count notes and questions by stage, skill and difficulty. Example: `coach corpus stats`."""
    typer.echo(run_stats(Settings().corpus).render())
