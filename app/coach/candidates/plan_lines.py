"""The statements of a job or a CV, each with its line, and the names in them. Pure.

Decides that a heading names what stands below it and says nothing of its own, also where no sign marks it as one; that
a paragraph on one line makes a statement with each sentence, in a job also with each part of an enumeration; and that
what a job offers is nothing that it asks for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.projects.vocabulary import TECHNOLOGY
from ingest.documents.document import Document
from ingest.documents.structure import BlockKind
from ingest.language.text import Text

# A line with fewer words is a heading or a name, unless it stands in a list.
FEWEST_WORDS, FEWEST_LISTED = 4, 1
# A line of at most so many words right above a list names what stands in it: "What you will do".
MOST_NAMING = 8
BULLET = re.compile(r"\s*(?:[-*•·–+]|\d{1,2}[.)])\s+\S")
# So many statements of each file are looked at: a search each.
MOST_STATEMENTS = 120
# An enumeration has at least so many parts of so many words: "Python, SQL, Kubernetes" is one statement.
FEWEST_PARTS, FEWEST_PART_WORDS = 3, 2
# The commas outside brackets.
COMMA = re.compile(r",\s+(?![^()]*\))")
BULLETS = "-*•·–+> \t"
NAME = re.compile(r"(?<![\w-])[a-z]*[A-Z][\w-]*")
FEWEST_NAME = 3
# Headings of what a job offers, and of what it asks for.
OFFERS = re.compile(
    r"\b(?:offers?|benefits?|perks?|pay|salary|compensation|why (?:join|us|work)|you(?:['\u2019]ll| will)? get)\b", re.I
)
ASKS = re.compile(
    r"\b(?:requir\w+|qualif\w+|skills?|experience|looking for|look for|must|profile|responsib\w+|tasks?|duties"
    r"|you(?:['\u2019]ll| will)? (?:do|need|bring|have)|we (?:expect|need|want))\b",
    re.I,
)
# Words of a line that asks for something, whatever stands above it.
ABILITY = re.compile(
    r"\b(?:experience|knowledge|understanding|familiar\w*|proficien\w+|skills?|skilled|ability|able to|degree"
    r"|background|expertise|fluent|required?|must|years of)\b",
    re.I,
)


@dataclass(frozen=True)
class Cited:
    """A line of a file, counted from 1, or one statement of it, as it stands there."""

    file: str
    line: int
    text: str


def statements_of(document: Document) -> list[Cited]:
    """What a file says, sentence by sentence; headings only name what stands below them."""
    return [cited for cited, _ in _below_headings(document)][:MOST_STATEMENTS]


def statements_of_job(document: Document) -> dict[Cited, bool]:
    """What a job says, without what it offers; of each whether it asks for something, by its heading or its words."""
    found = [
        (part, heading)
        for cited, heading in _below_headings(document)
        for part in _enumerated(cited)
        if not OFFERS.search(heading)
    ]
    return {
        cited: bool(ASKS.search(heading)) or _asks(cited.text.strip(BULLETS))
        for cited, heading in found[:MOST_STATEMENTS]
    }


def _asks(line: str) -> bool:
    """Whether a line names a tool or an ability."""
    return bool(ABILITY.search(line) or TECHNOLOGY.search(line) or names_in(line))


def _below_headings(document: Document) -> Iterator[tuple[Cited, str]]:
    """The statements, each with the heading above it; "" above the first."""
    headings = [(block.start, block.end) for block in document.blocks if block.kind is BlockKind.HEADING]
    heading, start = "", 0
    lines = document.text.split("\n")
    for number, line in enumerate(lines, start=1):
        end = start + len(line)
        fewest = FEWEST_LISTED if BULLET.match(line) else FEWEST_WORDS
        if any(start < last and first < end for first, last in headings) or _names_a_list(lines, number - 1):
            heading = line
        elif len(line.strip(BULLETS).split()) >= fewest:
            yield from ((cited, heading) for cited in _sentences(Cited(document.source, number, line.strip())))
        start = end + 1


def _sentences(line: Cited) -> list[Cited]:
    """The sentences of a line that are long enough to say something, or the line where it is one."""
    text = Text(line.text)
    found = [text.part(span).strip() for span in text.sentences]
    said = [one for one in found if len(one.strip(BULLETS).split()) >= FEWEST_WORDS]
    return [replace(line, text=one) for one in said] if len(found) > 1 and said else [line]


def _enumerated(sentence: Cited) -> list[Cited]:
    """The parts of a sentence that lists what is asked for, or the sentence."""
    parts = COMMA.split(sentence.text)
    if len(parts) < FEWEST_PARTS or any(len(part.split()) < FEWEST_PART_WORDS for part in parts):
        return [sentence]
    return [replace(sentence, text=part) for part in parts]


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
