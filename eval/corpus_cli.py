"""`coach corpus`: checks and counts of the corpus; each command hands over to its module."""

import typer

commands = typer.Typer(no_args_is_help=True, help="Check the corpus and count what it holds.")


@commands.callback()
def options() -> None:
    """Check the corpus and count what it holds."""
