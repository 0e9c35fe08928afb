"""`coach eval`: the measurements as commands; each is a few lines that hand over to its module."""

import typer

commands = typer.Typer(no_args_is_help=True, help="Measure retrieval, grading, citations and chunking.")


@commands.callback()
def options() -> None:
    """Measure retrieval, grading, citations and chunking."""
