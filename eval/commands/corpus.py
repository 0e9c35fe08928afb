"""`coach corpus`: checks and counts of the corpus; each command hands over to its module."""

import typer

commands = typer.Typer(no_args_is_help=True, help="Check the corpus and count what it holds.")


@commands.callback()
def options() -> None:
    """Check the corpus and count what it holds."""


@commands.command()
def check() -> None:
    """Check that notes and questions hold together; exit code 1 where they do not. Example: `coach corpus check`."""
    from app.settings import Settings
    from eval.corpus.check import run_check
    from eval.report.progress import Bar

    settings = Settings()
    with Bar("questions graded") as progress:
        report = run_check(settings.corpus, settings.models_folder, progress)
    typer.echo(report.render())
    if not report.is_good:
        raise typer.Exit(1)


@commands.command()
def stats() -> None:
    """Count notes and questions by stage, skill and difficulty. Example: `coach corpus stats`."""
    from app.settings import Settings
    from eval.corpus.stats import run_stats

    typer.echo(run_stats(Settings().corpus).render())
