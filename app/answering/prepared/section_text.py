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
    r"^(?:\*(?P<italic>[^*]{5,300})\*|[\"\u201c](?P<quoted>[^\"\u201d]{5,300})[\"\u201d]|(?P<plain>[^?]{5,300}\?))\s+(?P<answer>\S.*)$",
    re.S,
)


@dataclass(frozen=True)
class Piece:
    """Sentences that are told together. `start`: where the first stands in the document; `paragraph`: its number.

    `leads`: it is the first of its paragraph. `is_loose`: it leans on code, a table or a sentence that is not told.
    `is_table`: rows of a table, told in one line. `is_after_code`: it follows code, whose numbers it may
    tell. `spans`: characters [start, end) of each sentence in the document.
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
    found: list[Piece] = []
    # Code keeps its length, so that places stay.
    body = CODE.sub(
        lambda match: "\n\n" + "`" * (len(match.group()) - 4) + "\n\n" if len(match.group()) > 6 else match.group(),
        text[start:end],
    )
    after_code = False
    paragraph = -1
    rows: list[tuple[str, int]] = []
    for block, at in _blocks(body):
        words = block.strip()
        if not words:
            continue
        if words.startswith("|"):
            rows.append((words, start + at + len(block) - len(block.lstrip())))
            continue
        if rows:
            paragraph += 1
            found += _table(rows, paragraph)
            rows, after_code = [], True
        if set(words) == {"`"} or words.startswith((">>>", "~~~")):
            after_code = True
            continue
        if _HEADING.match(words):
            after_code = False
            continue
        is_item = ITEM.match(block) is not None
        mark = ITEM.match(block)
        offset = at + (mark.end() if mark else len(block) - len(block.lstrip()))
        spans = [(start + offset + a, start + offset + b) for a, b in _sentence_spans(block[offset - at :])]
        sentences = [" ".join(text[a:b].split()) for a, b in spans]
        joins = (
            is_item
            and bool(found)
            and (found[-1].text.endswith((":", ";", ",")) or FRAGMENT.match(sentences[0]) is not None)
        )
        if not joins and not (is_item and found and paragraph == found[-1].paragraph):
            paragraph += 1
        for number, (sentence, span) in enumerate(zip(sentences, spans, strict=True)):
            needs = POINTS_BACK.match(sentence) is not None or _NAMES_BACK.match(sentence) is not None
            needs = (
                needs and not EXPLETIVE.match(sentence) and not (after_code and _CONCLUDES.match(sentence) is not None)
            )
            if found and (
                (number == 0 and joins)
                or (number > 0 and needs)
                or (number == 0 and needs and not after_code and not is_item)
            ):
                last = found.pop()
                found.append(
                    Piece((*last.sentences, sentence), (*last.spans, span), last.paragraph, last.leads, last.is_loose)
                )
                continue
            is_loose = (
                (after_code and needs)
                or _VARIABLE.match(sentence) is not None
                or (after_code and number == 0 and _OF_CODE.search(sentence) is not None)
                or sentence.endswith(":")
                or _COUNTS.match(sentence) is not None
            )
            found.append(
                Piece(
                    (sentence,),
                    (span,),
                    paragraph,
                    number == 0 and not is_item,
                    is_loose,
                    is_after_code=after_code and number == 0,
                )
            )
        after_code = False
    if rows:
        found += _table(rows, paragraph + 1)
    closed = (_closed(piece) for piece in found)
    return [
        piece
        for piece in closed
        if piece.text.rstrip("*_\"\u201d')")[-1:] in (".", "!", "?", "")
        and not (piece.is_loose and len(piece.sentences) == 1)
    ]


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
