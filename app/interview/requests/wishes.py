"""What is said to a wish that no command fulfils: a question of another level, or this one at a later time. Pure.

Decides that such a wish is told what is possible in its place, and leaves nothing by itself: a skip costs the question.
"""

from enum import StrEnum


class Wish(StrEnum):
    """What is wished, as the classifier of messages calls it."""

    LEVEL = "level"
    LATER = "later"


NOT_HARDER = "How hard the questions are is set by round and level at the start, and stays so."
NOT_LATER = "A question comes once and cannot be put off: answer it now with what you know of it."
LEAVES = "“Skip” leaves this one and earns 0 points."
HELPS = "A hint helps with this one, at a price."
TRIES = "A second try afterwards is shown beside the first, and counts in no score."


def wish_told(wish: Wish, *, is_exam: bool) -> str:
    """What is possible in place of what is wished."""
    refused, helps = (NOT_HARDER, HELPS) if wish is Wish.LEVEL else (NOT_LATER, TRIES)
    return f"{refused} {LEAVES}" if is_exam else f"{refused} {LEAVES} {helps}"
