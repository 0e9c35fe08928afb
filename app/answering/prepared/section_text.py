"""A section of a document -> its pieces: sentences that have to be told together, in their order. Pure.

Decides what belongs together (a sentence with those that point back to it, a lead-in with its list), what is no prose
(code, tables), and which lists of a note hold questions with their answers.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.answering.statements import BLOCK, CODE, FRAGMENT, ITEM, POINTS_BACK
from ingest.bank.taxonomy import PROBES_HEADING
from ingest.language.sentences import PROSE_END

_HEADING = re.compile(r"^#{1,6}\s")
# It tells of code or a table that is not there.
_OF_CODE = re.compile(r"^(?:So of\b|Here\b|The (?:output|code|snippet|table|loop|function) |The mean is\b|\d|[a-z`])")
# "s is the cosine similarity" explains a formula.
_VARIABLE = re.compile(r"[a-z]{1,2}\b(?!\.)")
# "It is all right to say so" points back to nothing.
EXPLETIVE = re.compile(r"^It (?:is|was|takes|helps|pays|makes sense)(?: [\w-]+){0,3} (?:to|that|whether)\b")
# "Three traps." says nothing without them.
_COUNTS = re.compile(r"^(?:Two|Three|Four|Five|Six|Some|A few|Several)(?: [a-z]+){1,2}\.$")
# What follows from code is told without it too.
_CONCLUDES = re.compile(r"^(?:So|Thus|Hence|Therefore) (?!(?:it|they|this|that|these|those|of)\b)")
# "Compare that split with a second one": which split it is stands in the sentence before.
_NAMES_BACK = re.compile(
    r"^(?:[A-Z]\w+ (?:that|this|these|those) \w+|.{0,40}\b(?:it|they) (?:do|does|did|is|are) not[:,]"
    r"|(?:If|When|Unless|Because|Since|While|Although|Where|Until) (?:it|they|this|that|these|those|he|she)\b)"
)
# "At the start the cross-entropy should be near ln(K):" says something without the code below, "A plan for them:" not.
LEAD_IN_WORDS = 8
_ANNOUNCES = re.compile(
    r"\b(?:them|following|this|these|here|plan|table|rules?|code|function|example|below|steps?|parts?)\b[^,;]*:$", re.I
)
_PROBE = re.compile(
    r"^(?:\*(?P<italic>[^*]{5,300})\*|[\"\u201c](?P<quoted>[^\"\u201d]{5,300})[\"\u201d]|(?P<plain>[^?]{5,300}\?))"
    r"\s+(?P<answer>\S.*)$",
    re.S,
)


@dataclass(frozen=True)
class Piece:
    """Sentences that are told together. `spans`: characters [start, end) of each in the document.

    `paragraph`: its number in the section; `leads`: it is the first of it. `is_loose`: it leans on code, a table or a
    sentence that is not told. `is_table`: rows of a table, told in one line. `is_after_code`: it follows code, whose
    numbers it may tell.
    """

    sentences: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    paragraph: int
    leads: bool
    is_loose: bool = False
    is_table: bool = False
    is_after_code: bool = False

    @property
    def text(self) -> str:
        """All its sentences."""
        return " ".join(self.sentences)

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True)
class Probe:
    """A question that an interviewer asks next, and its answer."""

    question: str
    answer: Piece


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """The pieces of characters [start, end) of a document, without headings, code and tables."""
    reading = _Reading(text)
    for block, at in _blocks(CODE.sub(_blanked, text[start:end])):
        reading.take(block, start + at)
    reading.end_table()
    closed = (_closed(piece) for piece in reading.found)
    return [
        piece
        for piece in closed
        if piece.text.rstrip("*_\"\u201d')")[-1:] in (".", "!", "?", "")
        and not (piece.is_loose and len(piece.sentences) == 1)
    ]


def _blanked(code: re.Match[str]) -> str:
    """Code as a block of ticks of its length, so that places stay."""
    length = len(code.group())
    return "\n\n" + "`" * (length - 4) + "\n\n" if length > 6 else code.group()


class _Reading:
    """The pieces of a section as its blocks come."""

    def __init__(self, text: str) -> None:
        self.found: list[Piece] = []
        self._text = text
        self._paragraph = -1
        self._rows: list[tuple[str, int]] = []
        self._after_code = False

    def take(self, block: str, at: int) -> None:
        """Take the next block, which stands at `at` of the document."""
        words = block.strip()
        if words.startswith("|"):
            self._rows.append((words, at + len(block) - len(block.lstrip())))
            return
        self.end_table()
        if set(words) == {"`"} or words.startswith((">>>", "~~~")):
            self._after_code = True
        elif _HEADING.match(words):
            self._after_code = False
        elif words:
            self._prose(block, at)
            self._after_code = False

    def end_table(self) -> None:
        """Tell the rows that have come as one piece."""
        if self._rows:
            self._paragraph += 1
            self.found += _table(self._rows, self._paragraph)
            self._rows, self._after_code = [], True

    def _prose(self, block: str, at: int) -> None:
        mark = ITEM.match(block)
        skipped = mark.end() if mark else len(block) - len(block.lstrip())
        spans = [(at + skipped + a, at + skipped + b) for a, b in _sentence_spans(block[skipped:])]
        sentences = [" ".join(self._text[a:b].split()) for a, b in spans]
        if not sentences:
            return
        last = self.found[-1] if self.found else None
        is_item = mark is not None and last is not None
        joins = is_item and last is not None and _goes_on(last, sentences[0])
        if not joins and not (is_item and last is not None and self._paragraph == last.paragraph):
            self._paragraph += 1
        for number, (sentence, span) in enumerate(zip(sentences, spans, strict=True)):
            needs = _needs(sentence, after_code=self._after_code)
            belongs = joins or (needs and not self._after_code and mark is None) if number == 0 else needs
            if self.found and belongs:
                before = self.found[-1]
                # "Each block has two parts:" leans on its list, and has it now.
                is_loose = before.is_loose and not (joins and before.sentences[-1].endswith(":"))
                spans_now = (*before.spans, span)
                self.found[-1] = replace(
                    before, sentences=(*before.sentences, sentence), spans=spans_now, is_loose=is_loose
                )
            else:
                self.found.append(self._piece(sentence, span, leads=number == 0 and mark is None, needs=needs))

    def _piece(self, sentence: str, span: tuple[int, int], *, leads: bool, needs: bool) -> Piece:
        is_loose = (
            (self._after_code and (needs or _OF_CODE.match(sentence) is not None))
            or _VARIABLE.match(sentence) is not None
            or _COUNTS.match(sentence) is not None
            or sentence.endswith(":")
        )
        return Piece((sentence,), (span,), self._paragraph, leads, is_loose, is_after_code=self._after_code and leads)


def _goes_on(last: Piece, item: str) -> bool:
    """Whether a list item belongs to what stands before it: to "Each has two parts:", or to "first this;"."""
    return last.text.endswith((":", ";", ",")) or FRAGMENT.match(item) is not None


def _needs(sentence: str, *, after_code: bool) -> bool:
    """Whether a sentence is not understood without the one before it."""
    points = POINTS_BACK.match(sentence) is not None or _NAMES_BACK.match(sentence) is not None
    stands = EXPLETIVE.match(sentence) is not None or (after_code and _CONCLUDES.match(sentence) is not None)
    return points and not stands


def _table(rows: list[tuple[str, int]], paragraph: int) -> list[Piece]:
    """The rows below the head of a table, as one piece: "0-8: clarify, goal and metric; 8-13: ..."."""
    lines = [line for block, _ in rows for line in block.splitlines()]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    told = [f"{row[0]}: {', '.join(row[1:])}" for row in cells[1:] if any(set(cell) - set("-: ") for cell in row)]
    end = rows[-1][1] + len(rows[-1][0])
    return [Piece((f"{'; '.join(told)}.",), ((rows[0][1], end),), paragraph, leads=True, is_table=True)] if told else []


def _closed(piece: Piece) -> Piece:
    """A piece whose last sentence led to code and says something without it: a full stop in place of the colon."""
    last = piece.sentences[-1]
    if not last.endswith(":") or len(last.split()) < LEAD_IN_WORDS or _ANNOUNCES.search(last):
        return piece
    return replace(piece, sentences=(*piece.sentences[:-1], f"{last[:-1]}."), is_loose=False)


def probes(text: str, start: int, end: int) -> list[Probe]:
    """The questions with their answers in characters [start, end) of a document: the list below PROBES_HEADING."""
    found = []
    for block, at in _blocks(text[start:end]):
        mark = ITEM.match(block)
        if mark is None:
            continue
        match = _PROBE.match(block[mark.end() :].strip())
        if match is None:
            continue
        asked = match["italic"] or match["quoted"] or match["plain"]
        offset = (
            start
            + at
            + mark.end()
            + len(block[mark.end() :])
            - len(block[mark.end() :].lstrip())
            + match.start("answer")
        )
        spans = tuple((offset + a, offset + b) for a, b in _sentence_spans(match["answer"]))
        told = tuple(" ".join(text[a:b].split()) for a, b in spans)
        if told:
            found.append(Probe(" ".join(asked.split()), Piece(told, spans, 0, leads=True)))
    return found


def is_probes(heading: str) -> bool:
    """Whether a heading is that of the questions that follow."""
    return heading.strip() == PROBES_HEADING


def _blocks(body: str) -> Iterator[tuple[str, int]]:
    """The paragraphs, list items and headings of a text with where they begin."""
    here = 0
    for match in BLOCK.finditer(body):
        yield body[here : match.start()], here
        here = match.end()
    yield body[here:], here


def _sentence_spans(block: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in PROSE_END.finditer(block)), len(block)]
    found = []
    for a, b in itertools.pairwise(cuts):
        piece = block[a:b]
        left, right = a + len(piece) - len(piece.lstrip()), a + len(piece.rstrip())
        if right > left:
            found.append((left, right))
    return found
