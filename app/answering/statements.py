"""A passage -> what it states, in sentences that can stand alone. Pure.

Decides what a sentence is, which ones state something, which others a sentence needs to be understood ("It is the
default on tabular data" says nothing without the sentence before it), and which says what a passage is cited for. How
plainly a statement defines a term is for definitions.py; which statements answer a query is for offline_tutor.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.interview.quotes import find
from ingest.bank.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING
from ingest.documents.structure import heading_above
from ingest.index.bm25 import telling
from ingest.language.sentences import prose_sentences

FEWEST_WORDS = 5
# A statement of more sentences than this, with those it needs before it, is left out.
LONGEST = 3
# A sentence with a smaller share of stems in common is no support. Of 56 cited sentences of answers it leaves out the 4
# whose nearest sentence says something else; of the other 52 three have a better one beside it.
SUPPORTS = 0.2
STATES_NOTHING = frozenset({PROBES_HEADING, WRONG_ANSWERS_HEADING})
STOPS = (".", "!", "?")
CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
CUT = "```"
BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•|#]|\d{1,2}[.)]\s))")
ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
# The beginning of an item that is only part of a sentence: "a feed-forward network, ..." below "Each block has two
# parts:".
FRAGMENT = re.compile(r"(?:a|[a-z]{2,}[a-z'-]*)[\s,:;]")
# The beginning of a sentence that needs the one before it; the answer of an FAQ needs its question.
POINTS_BACK = re.compile(
    r"\W*(?:"
    r"(?:It|Its|They|Their|This|That|These|Those|So|Then|Thus|Hence|Therefore|But|And|Or|Nor|Yet|However|Instead|Also"
    r"|Such|Otherwise|Neither|Here|Still|Likewise|Conversely|Consequently|Similarly|Afterwards|Meanwhile|Again|He|She"
    r"|(?:In|For|With|Without|At|By|From|Of|On|After|Before|Under|Despite|Because of|Only|Even) "
    r"(?:this|that|these|those|it|them|such|both)"
    r"|There (?!is|are|was|were|has|have|may|can)|Both (?!(?:[\w-]+ ){1,4}and\b)|Each (?:of|is|has|can|may|must|then)"
    r"|(?:The|In the|At the) (?:former|latter|others?|rest|reverse|opposite|same|exception))\b"
    r"|(?:A|Answer)\s*:"
    # "LoRA makes it cheap", not "in the weights it is convex".
    r"|(?!(?:In|On|At|For|From|With|To|By|Of|Over|Under|Within|When|If|As|After|Before|Where|While|Since|Because|Once)\b)"
    r"(?:[\w-]+ ){1,3}[a-z]+s (?:it|them)\b)"
)


@dataclass(frozen=True)
class Statement:
    """Sentences that are told together: the last one states something, those before it are what it points back to.

    `places` are their numbers among the sentences of the passage, headings counted; `heading` is the one above, '' for
    none; `leads`: the last sentence is right below it.
    """

    sentences: tuple[str, ...]
    places: tuple[int, ...]
    heading: str
    leads: bool = False

    @property
    def text(self) -> str:
        """All its sentences."""
        return " ".join(self.sentences)


def statements(text: str, headings: Sequence[str] = ()) -> list[Statement]:
    """What a passage states, in its order: no headings, tables, code, questions or wrong answers.

    A sentence that points back to nothing (to code, or over the passage's beginning) is left out.
    """
    found: list[Statement] = []
    before: tuple[_Placed, ...] = ()
    above: tuple[_Placed, ...] = ()
    at = 0
    for block in _blocks(text, headings[-1] if headings else ""):
        before = before if block.goes_on else ()
        above = above if block.goes_on else ()
        for sentence in block.sentences:
            placed = _Placed(sentence, at)
            needs = _needs(sentence, before, above if block.is_item else None)
            told = (placed,) if needs is None else (*needs, placed) if needs else ()
            words = sum(len(one.text.split()) for one in told)
            if sentence[-1] in ".!" and words >= FEWEST_WORDS and len(told) <= LONGEST:
                leads = bool(before) and before[-1].text == block.heading
                texts, places = tuple(one.text for one in told), tuple(one.at for one in told)
                found.append(Statement(texts, places, block.heading, leads))
            before = told
            at += 1
        above = above if block.is_item else before
    return found


def prose(text: str) -> list[str]:
    """All sentences of a passage, whatever they state; no headings, no code."""
    blocks = (block for block in BLOCK.split(CODE.sub("\n\n", text)) if not block.lstrip().startswith("#"))
    return [sentence for block in blocks for sentence in prose_sentences(ITEM.sub("", block).strip())]


class _Placed(NamedTuple):
    text: str
    at: int


class _Block(NamedTuple):
    """`heading` stands above its sentences; `goes_on`: from the block before, to which it can point."""

    heading: str
    sentences: list[str]
    goes_on: bool
    is_item: bool = False


def _needs(sentence: str, before: tuple[_Placed, ...], above: tuple[_Placed, ...] | None) -> tuple[_Placed, ...] | None:
    """The sentences without which a sentence is not understood, () if they are missing; None if it needs none.

    `above` is the lead-in of the list that an item is in, None if the sentence is in no item. After "...;" an item
    continues the one before it.
    """
    if POINTS_BACK.match(sentence):
        return before
    if above is None or not FRAGMENT.match(sentence):
        return None
    return above if not before or before[-1].text[-1] in ".!?" else before


def _blocks(text: str, heading: str) -> Iterator[_Block]:
    """The blocks of a passage that say something.

    A heading is a block of one sentence, so that "It ..." right below it can point to it.
    """
    goes_on = False
    for block in BLOCK.split(CODE.sub(f"\n\n{CUT}\n\n", text)):
        words = ITEM.sub("", block).strip()
        above = heading_above(words)
        if words.startswith("#") or is_bare_heading(words, block):
            heading, goes_on = " ".join(words.strip("# ").split()), False
            if heading and heading not in STATES_NOTHING:
                yield _Block(heading, [heading], False)
                goes_on = True
        elif not words or heading in STATES_NOTHING or words.startswith(("|", ">>>", "~~~", CUT)):
            goes_on = False
        else:
            if above:
                heading = words[:above].strip()
                yield _Block(heading, [heading], False)
            sentences = prose_sentences(words[above:]) or [""]
            yield _Block(heading, sentences, bool(above) or goes_on, ITEM.match(block) is not None)
            goes_on = True


def is_bare_heading(words: str, block: str) -> bool:
    """Whether a block is a heading without marks, as in plain text: one short line that ends no sentence."""
    is_line = "\n" not in words and 0 < len(words.split()) <= 12 and not ITEM.match(block)
    return is_line and (words[-1].isalnum() or words[-1] in ")?")


def about(point: str, sentences: Sequence[str]) -> str:
    """The sentence that shares most stems with a point for its length (Dice's coefficient); "" where none shares any.

    Of 389 points of the bank 79 % get the sentence whose vector is nearest to them; the first one is it for 15 %.
    """
    asked = _stems(point)
    shares = {sentence: _dice(asked, _stems(sentence)) for sentence in sentences}
    best = max(sentences, key=lambda sentence: shares[sentence], default="")
    return best if best and shares[best] > 0 else ""


def supporting(told: Sequence[str], passage: str) -> list[tuple[int, int]]:
    """Where a passage says what is told, each in a sentence: word for word, else in the one that is most `about` it."""
    # What a sentence points back to only helps to find it.
    stated = {one.text: one.sentences[-1] for one in statements(passage)}
    found: set[tuple[int, int]] = set()
    for one in told:
        best = about(one, list(stated))
        near = stated[best] if best and _dice(_stems(one), _stems(best)) >= SUPPORTS else ""
        place = find(one, passage) or find(near, passage)
        if place is not None:
            # What is found ends at its last word.
            found.add((place.start, place.end + (passage[place.end : place.end + 1] in STOPS)))
    return sorted(found)


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _stems(text: str) -> set[str]:
    return set(telling(text))
