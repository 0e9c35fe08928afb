"""An answer that is typed or pasted into a terminal.

Decides where it ends, and what is no answer: the end of the interview, and bytes that are not UTF-8.
"""

from collections.abc import Sequence

from rich.text import Text

from app.terminal.output.console import out
from app.untrusted.terminal_text import SURROGATE

SENT, END, POINTS, FENCE = ".", ":end", ":points", "```"
HELP = (
    "Answer in as many lines as you like; a line with a single full stop, or two empty lines in a row, ends the answer "
    f"(between {FENCE} lines, around code, empty lines never do). An empty answer skips. {END} ends the interview, "
    f"{POINTS} tells which points the last answer left out. "
    "In plain words you can ask for a hint, the question again or in other words, facts of the case, an explanation of "
    "what you missed or a model answer; say pause, go on, retry or end."
)
NOT_UTF8 = (
    "The answer is not UTF-8 and was not taken; write it in a terminal whose encoding is UTF-8. "
    "The question stays: answer it again."
)
# A pasted program holds empty lines one at a time.
EMPTY_LINES = 2
# What is typed where it is asked whether a message is an answer; on a line of its own it needs no end.
EITHER = {"yes": "It is my answer", "no": "It is not"}


def read_answer(*, is_either: bool = False) -> str | None:
    """The answer that is typed or pasted, up to what HELP names; None where the interview or stdin ends.

    One that is not UTF-8, which no tokenizer takes, is refused, and another is read.
    `is_either`: a first line that is "yes" or "no" is all of it. A first line that is POINTS is all of it too.
    """
    while (answer := _read(is_either=is_either)) is not None and SURROGATE.search(answer):
        out.print(Text(NOT_UTF8))
    return answer


def _read(*, is_either: bool) -> str | None:
    lines: list[str] = []
    is_code, empty = False, 0
    while empty < EMPTY_LINES:
        try:
            line = input("> ")
        except EOFError:
            return _joined(lines) or None
        said = line.strip()
        if said == END:
            return None
        if said == SENT:
            break
        if not lines and (said == POINTS or (is_either and said.lower() in EITHER)):
            return said
        # ```x``` on one line opens nothing.
        if said.startswith(FENCE) and FENCE not in said[len(FENCE) :]:
            is_code = not is_code
        empty = 0 if said or is_code else empty + 1
        lines.append(line if said or is_code else "")
    return _joined(lines)


def _joined(lines: Sequence[str]) -> str:
    """The lines as one text, without the empty ones around it."""
    return "\n".join(lines).rstrip().lstrip("\n")
