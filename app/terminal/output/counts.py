"""How a count is said in the terminal: 1 answer, 2 answers."""


def counted(count: int, thing: str) -> str:
    """A number with what it counts, whose plural ends in s."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
