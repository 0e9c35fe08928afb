"""A passage -> what it states, in sentences that can stand alone. Pure.

Decides what a sentence is, which ones state something, and which others a sentence needs so that it is understood:
"It is the default on tabular data" says nothing without the sentence before it. Which statements answer a query is
for tutor.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.structure import heading_above
from ingest.taxonomy import PROBES_HEADING, WRONG_ANSWERS_HEADING

FEWEST_WORDS = 5
# What needs more sentences than this before it to be understood is left out.
LONGEST = 3
STATES_NOTHING = frozenset({PROBES_HEADING, WRONG_ANSWERS_HEADING})
CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
CUT = "```"
BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•|#]|\d{1,2}[.)]\s))")
ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z0-9\"'(`])")
# How a sentence begins that leans on the one before it; the answer of an FAQ leans on its question.
POINTS_BACK = re.compile(
    r"\W*(?:"
    r"(?:It|Its|They|Their|This|That|These|Those|So|Then|Thus|Hence|Therefore|But|And|Or|Nor|Yet|However|Instead|Also"
    r"|Such|Otherwise|Neither|Here|Still|Likewise|Conversely|Consequently|Similarly|Afterwards|Meanwhile|Again|He|She"
    r"|(?:In|For|With|Without|At|By|From|Of|On|After|Before|Under|Despite|Because of|Only|Even) "
    r"(?:this|that|these|those|it|them|such|both)"
    r"|There (?!is|are|was|were|has|have|may|can)|Both (?!(?:[\w-]+ ){1,4}and\b)|Each (?:of|is|has|can|may|must|then)"
    r"|(?:The|In the|At the) (?:former|latter|others?|rest|reverse|opposite|same|exception))\b"
    r"|(?:A|Answer)\s*:)"
)


@dataclass(frozen=True)
class Statement:
    """Sentences that are told together: the last one states something, those before it are what it points back to.

    `at` is the place of the last among the sentences of its passage, whose others come right before it; `heading`
    stands above it, '' for none.
    """

    sentences: tuple[str, ...]
    at: int
    heading: str

    @property
    def text(self) -> str:
        """All its sentences."""
        return " ".join(self.sentences)


def statements(text: str, headings: Sequence[str] = ()) -> list[Statement]:
    """What a passage states, in its order: no headings, tables, code, questions or wrong answers.

    A sentence that points back to nothing (to code, or over the passage's beginning) is left out.
    """
    found: list[Statement] = []
    before: tuple[str, ...] = ()
    at = 0
    for heading, sentences, goes_on in _blocks(text, headings[-1] if headings else ""):
        before = before if goes_on else ()
        for sentence in sentences:
            needs = before if POINTS_BACK.match(sentence) else None
            told = (sentence,) if needs is None else (*needs, sentence) if needs else ()
            words = sum(len(one.split()) for one in told)
            if sentence[-1] in ".!" and words >= FEWEST_WORDS and len(told) <= LONGEST:
                found.append(Statement(told, at, heading))
            before = told
            at += 1
    return found


def _blocks(text: str, heading: str) -> Iterator[tuple[str, list[str], bool]]:
    """The heading above each block, the block's sentences, and whether it goes on from the one before.

    A heading is a block of one sentence, so that "It ..." right below it can point to it.
    """
    goes_on = False
    for block in BLOCK.split(CODE.sub(f"\n\n{CUT}\n\n", text)):
        words = ITEM.sub("", block).strip()
        above = heading_above(words)
        if words.startswith("#") or is_bare_heading(words, block):
            heading, goes_on = " ".join(words.strip("# ").split()), False
            if heading and heading not in STATES_NOTHING:
                yield heading, [heading], False
                goes_on = True
        elif not words or heading in STATES_NOTHING or words.startswith(("|", ">>>", "~~~", CUT)):
            goes_on = False
        else:
            if above:
                heading = words[:above].strip()
                yield heading, [heading], False
            sentences = [" ".join(sentence.split()) for sentence in END.split(words[above:].strip())]
            yield heading, sentences, bool(above) or goes_on
            goes_on = True


def is_bare_heading(words: str, block: str) -> bool:
    """Whether a block is a heading without marks, as in plain text: one short line that ends no sentence."""
    is_line = "\n" not in words and 0 < len(words.split()) <= 12 and not ITEM.match(block)
    return is_line and (words[-1].isalnum() or words[-1] in ")?")


def asked_term(query: str) -> str:
    """What a query wants explained: 'precision' of 'What is precision?'; '' where it asks otherwise."""
    asked = re.match(
        r"\s*(?:so\s+)?(?:what(?:'s|’s|\s+is|\s+are|\s+does)|define|explain)\s+(?:(?:an?|the)\s+)?(.+?)(?:\s+mean)?\W*$",
        query,
        re.IGNORECASE,
    )
    return asked[1].lower() if asked is not None else ""


def defines(sentence: str, term: str) -> bool:
    """Whether a sentence says what a term is: 'Precision, `TP / (TP + FP)`, is the share of ...'."""
    named = r"\s+".join(re.escape(word) for word in term.removesuffix("s").split())
    aside = r"(?:\s*\([^)]*\)|,[^,]{1,60},)?"
    start = rf"\W*(?:(?:an?|the)\s+)?{named}s?\W{{0,2}}{aside}\s+(?:is|are|means?|measures?|stands? for|refers? to)\b"
    return bool(named) and re.match(start, sentence, re.IGNORECASE) is not None
