"""How sure somebody says to be of an answer, typed before its grade is shown: decides what of it is understood."""

from app.terminal.output.console import out

QUESTION = "How sure are you, 0 to 100? "
ALL = 100
OUT_OF_RANGE = "A number from 0 to 100, please; Enter leaves it open."


def read_sure() -> float | None:
    """How sure somebody says to be, 0..1; None where no number is typed. One out of the range is asked for again."""
    while True:
        try:
            said = float(input(QUESTION).strip().rstrip("% "))
        except (EOFError, ValueError):
            return None
        if 0 <= said <= ALL:
            return said / ALL
        out.print(OUT_OF_RANGE)
