"""The lines of a job or a CV that say something, and the names in them. Pure.

Decides that a heading names what stands below it and says nothing of its own, also where no sign marks it as one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.documents.document import Document
from ingest.documents.structure import BlockKind

# A line with fewer words is a heading or a name, unless it stands in a list.
FEWEST_WORDS, FEWEST_LISTED = 4, 1
# A line of at most so many words right above a list names what stands in it: "What you will do".
MOST_NAMING = 8
BULLET = re.compile(r"\s*(?:[-*•·–+]|\d{1,2}[.)])\s+\S")
# So many lines of each file are looked at: a search each.
MOST_LINES = 120
BULLETS = "-*•·–+> \t"
NAME = re.compile(r"(?<![\w-])[a-z]*[A-Z][\w-]*")
FEWEST_NAME = 3


@dataclass(frozen=True)
class Cited:
    """A line of a file, counted from 1, as it stands there."""

    file: str
    line: int
    text: str


def lines_of(document: Document) -> list[Cited]:
    """The lines of a file that say something, as they stand there; headings only name what stands below them."""
    headings = [(block.start, block.end) for block in document.blocks if block.kind is BlockKind.HEADING]
    found, start = [], 0
    lines = document.text.split("\n")
    for number, line in enumerate(lines, start=1):
        end = start + len(line)
        is_heading = any(start < last and first < end for first, last in headings) or _names_a_list(lines, number - 1)
        fewest = FEWEST_LISTED if BULLET.match(line) else FEWEST_WORDS
        if not is_heading and len(line.strip(BULLETS).split()) >= fewest:
            found.append(Cited(document.source, number, line.strip()))
        start = end + 1
    return found[:MOST_LINES]


def _names_a_list(lines: Sequence[str], at: int) -> bool:
    """Whether a line is the heading of the list below it, though no sign says so."""
    words = lines[at].strip()
    following = next((line for line in lines[at + 1 : at + 3] if line.strip()), "")
    is_short = 0 < len(words.split()) <= MOST_NAMING and not words.endswith((".", "!", ";", ","))
    return is_short and not BULLET.match(lines[at]) and BULLET.match(following) is not None


def names_in(text: str) -> frozenset[str]:
    """The names in a line, as of tools, in small letters and the singular: words whose capital no sentence asks for."""
    found = (match for match in NAME.finditer(text) if not _begins_a_sentence(text, match))
    return frozenset(match.group().lower().removesuffix("s") for match in found if len(match.group()) >= FEWEST_NAME)


def _begins_a_sentence(text: str, word: re.Match[str]) -> bool:
    before = text[: word.start()].rstrip(" (\"'")
    return word.group()[1:].islower() and (not before or before.endswith((".", "!", "?", ":", ";")))
