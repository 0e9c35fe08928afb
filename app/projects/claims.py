"""The documents of a project -> what they claim, each with the line that says so. Pure.

Decides what is a claim: a value of a measure, a count, a comparison, what "we" or "I" made, a technology, a date; found
by rules over the structure (sentences, list items, tables with their headers), never in code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.projects.documents import lines_of
from app.projects.vocabulary import (
    BASELINE,
    COMPARISON,
    COUNTED,
    DATE,
    MEASURE,
    MEASURE_NAMES,
    OWN,
    SPELT,
    SPLITS,
    TECHNOLOGY,
)
from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind, heading_name
from ingest.language.numbers import NUMBER, Number, numbers
from ingest.language.sentences import sentences

MOST_CLAIMS = 400
LONGEST_CLAIM_CHARS = 600
# Of a sentence and of a row so much is read: of 20,000 characters all of values each was held against all names of
# measures, which took 17 s.
MOST_READ_CHARS, MOST_COLUMNS = 1_000, 60
# How far a value may stand from the name of its measure: behind it, or before it ("0.87 F1").
AFTER_NAME_CHARS, BEFORE_NAME_CHARS = 60, 24
# How far before a value the words stand that say whose it is.
SUBJECT_CHARS = 60
NOUN = re.compile(r"\s*(?:[a-z-]+\s+){0,2}?([A-Za-z]+)")
YEAR = range(1980, 2050)
PER_SECOND = re.compile(r"\s*[A-Za-z]+(?: per |/)(?:s|sec|second|minute|hour)\b")
CELL = re.compile(r"(?<!\\)\|")
BULLET_LINE = re.compile(r"\n(?!\s*(?:[-*+•]|\d{1,2}[.)])\s)")
# No longer address is taken out: unbounded, 500 kB of "![a](" held the interpreter for two minutes.
MARKS = re.compile(r"[*_`]{1,3}|\[|\]\([^)\s]{0,300}\)")
# A version ("Python 3.11"), a name ("GPT-4") or a reference ("[12]", "Figure 3") is no value.
NO_VALUE = re.compile(
    r"(?:[#@§-]|\bv|\bversion|\bpython|\bfig(?:ure)?\.?|\btable|\bsection|\bchapter|\bstep|\bcuda)\s*$", re.I
)
# A name that begins with a vowel when it is read: a short one in capitals is spelt (an F1, an RMSE), a longer one is a
# word (a ROUGE, a MAPE).
BEGINS_WITH_A_VOWEL = re.compile(r"[aeiouAEIO]|[FHLMNRSX](?:[A-Z\d²]{1,2}\b|[^AEIOUa-z\W])|[mn][A-Z]")


class ClaimKind(StrEnum):
    """What a claim says."""

    NUMBER = "number"
    COMPARISON = "comparison"
    OWN = "what was made"
    TECHNOLOGY = "technology"
    DATE = "date"


@dataclass(frozen=True)
class Value:
    """A value of a measure, or a count: `name` is the measure or the counted thing, `written` the value as it stands.

    `is_baseline`: it is told of what was there before or of what it is compared with. `splits`: on which data.
    """

    name: str
    written: str
    number: Number
    is_baseline: bool = False
    splits: frozenset[str] = frozenset()
    subject: str = ""


@dataclass(frozen=True)
class Claim:
    """A sentence, list item or table row at `line` (from 1) of a document; characters [start, end) of its text."""

    document: str
    line: int
    start: int
    end: int
    text: str
    kinds: tuple[ClaimKind, ...]
    values: tuple[Value, ...] = ()
    technologies: tuple[str, ...] = ()
    section: str = ""
    made_by: str = ""


@dataclass(frozen=True)
class Saying:
    """A sentence, item or row as it was read: where it stands, its words in one line, the section above it."""

    document: str
    line: int
    start: int
    end: int
    text: str
    section: str
    values: tuple[Value, ...]


def claims_of(documents: Iterable[Document]) -> tuple[Claim, ...]:
    """The claims of all documents, in their order."""
    found: list[Claim] = []
    for document in documents:
        for saying in sayings_of(document):
            claim = _claim(saying)
            if claim is not None:
                found.append(claim)
            if len(found) >= MOST_CLAIMS:
                return tuple(found)
    return tuple(found)


def sayings_of(document: Document) -> Iterator[Saying]:
    """What a document says outside of code, one sentence, item or table row at a time."""
    line_of = lines_of(document.text)
    section = ""
    header: tuple[str, ...] = ()
    previous: Block | None = None
    for block in document.blocks:
        raw = document.text[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            section = heading_name(raw)
        elif block.kind is BlockKind.TABLE_ROW:
            if previous is None or previous.kind is not BlockKind.TABLE_ROW:
                header = _cells(raw.split("\n")[0])
            else:
                yield _row(document, block, header, section, line_of(block.start))
        elif block.kind is not BlockKind.CODE:
            yield from _sentences(document, block, section, line_of)
        previous = block


def values_in(text: str) -> tuple[Value, ...]:
    """The values of measures and the counts that a sentence gives at its beginning, in MOST_READ_CHARS."""
    if len(text) > MOST_READ_CHARS:
        # At a blank: half a number is one that nobody wrote.
        text = text[:MOST_READ_CHARS].rpartition(" ")[0]
    splits = _splits(text)
    names = [(match.start(), match.end(), MEASURE_NAMES[int((match.lastgroup or "m0")[1:])]) for match in
             MEASURE.finditer(text)]  # fmt: skip
    found: list[Value] = []
    for number in numbers(text).written:
        matched = NUMBER.match(text, number.start)
        end = matched.end() if matched else number.start
        if any(start <= number.start < stop for start, stop, _ in names) or NO_VALUE.search(text[: number.start][-12:]):
            continue
        written = text[number.start : end].strip()
        name = "throughput" if PER_SECOND.match(text, end) else _counted(text, end)
        if name is None and not (number.bare in YEAR and written.isdecimal()):
            name = _measured(text, number.start, end, names)
        if name is not None:
            before = text[max(0, number.start - SUBJECT_CHARS) : number.start]
            found.append(Value(name, written, number, _is_baseline(before), splits))
    return tuple(found)


def _measured(text: str, start: int, end: int, names: Sequence[tuple[int, int, str]]) -> str | None:
    """The measure that a value belongs to: the nearest one, behind whose name or before which it stands."""
    near: list[tuple[int, str]] = []
    for begin, stop, name in names:
        if stop <= start and start - stop <= AFTER_NAME_CHARS and "|" not in text[stop:start]:
            near.append((start - stop, name))
        elif (
            begin >= end and begin - end <= BEFORE_NAME_CHARS and not text[end:begin].strip(" %").startswith((",", ";"))
        ):
            near.append((begin - end, name))
    return min(near)[1] if near else None


def _counted(text: str, end: int) -> str | None:
    """What a number counts: "50,000 labelled images" counts images."""
    following = NOUN.match(text[end : end + 40])
    while following is not None:
        word = following[1].lower()
        singular = word if word in COUNTED else word.removesuffix("s")
        if singular in COUNTED:
            return singular
        at = following.end()
        longer = re.match(r"\s*([A-Za-z]+)", text[end + at : end + at + 20])
        if longer is None or at > 24:
            return None
        word = longer[1].lower()
        singular = word if word in COUNTED else word.removesuffix("s")
        return singular if singular in COUNTED else None
    return None


def _is_baseline(before: str) -> bool:
    """Whether the words right before a value say that it is that of a baseline."""
    clause = re.split(r"[,;:()]|\band\b|\bwhile\b|\bto\b|\bours?\b", before)[-1]
    return bool(BASELINE.search(clause))


def _splits(text: str) -> frozenset[str]:
    return frozenset(name for name, written in SPLITS.items() if written.search(text))


def _claim(saying: Saying) -> Claim | None:
    text = saying.text
    made = OWN.search(text)
    technologies = tuple(dict.fromkeys(SPELT[match.group().lower()] for match in TECHNOLOGY.finditer(text)))
    kinds = [
        kind
        for kind, is_there in (
            (ClaimKind.NUMBER, bool(saying.values)),
            (ClaimKind.COMPARISON, COMPARISON.search(text) is not None),
            (ClaimKind.OWN, made is not None),
            (ClaimKind.TECHNOLOGY, bool(technologies)),
            (ClaimKind.DATE, DATE.search(text) is not None),
        )
        if is_there
    ]
    if not kinds:
        return None
    return Claim(
        document=saying.document,
        line=saying.line,
        start=saying.start,
        end=saying.end,
        text=text[:LONGEST_CLAIM_CHARS],
        kinds=tuple(kinds),
        values=saying.values,
        technologies=technologies,
        section=saying.section,
        made_by=made["who"].lower() if made else "",
    )


def _sentences(document: Document, block: Block, section: str, line_of: Callable[[int], int]) -> Iterator[Saying]:
    raw = document.text[block.start : block.end]
    # Prose of markdown is wrapped wherever its writer pleased; a bullet below a bullet is a line of its own.
    read = BULLET_LINE.sub(" ", raw) if document.has_levels else raw
    for start, end in sentences(read):
        text = " ".join(MARKS.sub("", read[start:end]).split())
        at = block.start + start
        yield Saying(document.id, line_of(at), at, block.start + end, text, section, values_in(text))


def _row(document: Document, block: Block, header: tuple[str, ...], section: str, line: int) -> Saying:
    cells = _cells(document.text[block.start : block.end])
    label = cells[0][:LONGEST_CLAIM_CHARS] if cells else ""
    found: list[Value] = []
    for name, cell in zip(header[1:MOST_COLUMNS], cells[1:MOST_COLUMNS], strict=False):
        measure = MEASURE.search(name) or MEASURE.search(label)
        written = numbers(cell).written
        if measure is None or not written:
            continue
        # In a table the measure stands above the column or before the row, the other one says whose value it is.
        subject = label if MEASURE.search(name) else name
        matched = NUMBER.match(cell, written[0].start)
        end = matched.end() if matched else len(cell)
        shown = cell[written[0].start : end].strip()
        unit = MEASURE_NAMES[int((measure.lastgroup or "m0")[1:])]
        about = f"{subject} {name}"
        found.append(Value(unit, shown, written[0], bool(BASELINE.search(subject)), _splits(about), subject))
    text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(header, cells, strict=False))
    return Saying(document.id, line, block.start, block.end, text, section, tuple(found))


def _cells(row: str) -> tuple[str, ...]:
    inside = row.strip().removeprefix("|").removesuffix("|")
    return tuple(" ".join(MARKS.sub("", cell).split()) for cell in CELL.split(inside))


def with_article(measure: str) -> str:
    """A measure with "a" or "an" before it."""
    return f"{'an' if BEGINS_WITH_A_VOWEL.match(measure) else 'a'} {measure}"
