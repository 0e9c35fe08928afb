"""Prose that was pasted with a break at the end of each line, without those breaks. Pure.

Decides which breaks those are. Whoever's editor breaks lines puts as many words on each as fit: a break before a word
that would have fitted was meant, as is one before a list, code, a quote or an empty line.
"""

import re
from itertools import groupby

from ingest.language.sentences import BULLET

FENCE = re.compile(r"\s*(?:```|~~~)")
# What begins a line that stands for itself: white space, a heading, a quote, a table.
APART = re.compile(r"\s|[#>|]|$")
# Lines that an editor breaks are at least and at most so wide; a longer one was broken by hand.
WIDTHS = range(40, 131)


def joined(text: str) -> str:
    """The text with the lines of wrapped prose joined by a space."""
    lines = text.splitlines()
    widths = _widths(lines)
    told: list[str] = []
    is_code = False
    for at, line in enumerate(lines):
        is_fence = FENCE.match(line) is not None
        if told and not (is_code or is_fence) and _is_wrapped(lines[at - 1], line, widths[at]):
            told[-1] = f"{told[-1].rstrip()} {line}"
        else:
            told.append(line)
        is_code ^= is_fence
    return "\n".join(told)


def _is_wrapped(before: str, line: str, width: int) -> bool:
    """Whether the break between two lines of a paragraph of that width is one that an editor made."""
    if APART.match(before) or APART.match(line) or BULLET.match(line) or FENCE.match(before):
        return False
    return width in WIDTHS and len(before.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) > width


def _widths(lines: list[str]) -> list[int]:
    """Of each line how wide the widest of its paragraph is."""
    told: list[int] = []
    for is_empty, group in groupby(lines, key=lambda line: not line.strip()):
        paragraph = [len(line.rstrip()) for line in group]
        told += [0 if is_empty else max(paragraph)] * len(paragraph)
    return told
