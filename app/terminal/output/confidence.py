"""How sure somebody says to be of an answer, typed before its grade is shown: decides what of it is understood."""

QUESTION = "How sure are you, 0 to 100? "
ALL = 100


def read_sure() -> float | None:
    """How sure somebody says to be, 0..1; None where no number is typed."""
    try:
        said = input(QUESTION).strip().rstrip("% ")
    except EOFError:
        return None
    return min(int(said), ALL) / ALL if said.isdecimal() else None
