"""A passage -> what it states, in sentences that can stand alone. Pure.

Decides what a sentence is, which ones state something, and which others a sentence needs so that it is understood:
"It is the default on tabular data" says nothing without the sentence before it. Which statements answer a query is
for tutor.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z0-9\"'(`]|\*\*?[A-Z])")
# How an item begins that is part of a sentence: "a feed-forward network, applied to ..." below "A block has two parts:".
FRAGMENT = re.compile(r"(?:a|[a-z]{2,}[a-z'-]*)[\s,:;]")
# How a sentence begins that leans on the one before it; the answer of an FAQ leans on its question.
POINTS_BACK = re.compile(
    r"\W*(?:"
    r"(?:It|Its|They|Their|This|That|These|Those|So|Then|Thus|Hence|Therefore|But|And|Or|Nor|Yet|However|Instead|Also"
    r"|Such|Otherwise|Neither|Here|Still|Likewise|Conversely|Consequently|Similarly|Afterwards|Meanwhile|Again|He|She"
    r"|(?:In|For|With|Without|At|By|From|Of|On|After|Before|Under|Despite|Because of|Only|Even) "
    r"(?:this|that|these|those|it|them|such|both)"
    r"|There (?!is|are|was|were|has|have|may|can)|Both (?!(?:[\w-]+ ){1,4}and\b)|Each (?:of|is|has|can|may|must|then)"
    r"|(?:The|In the|At the) (?:former|latter|others?|rest|reverse|opposite|same|exception))\b"
    r"|(?:A|Answer)\s*:"
    r"|(?:[\w-]+ ){1,3}[a-z]+s (?:it|them)\b)"
)


@dataclass(frozen=True)
class Statement:
    """Sentences that are told together: the last one states something, those before it are what it points back to.

    `places` are theirs among the sentences of the passage, headings counted; `heading` stands above, '' for none;
    `leads`: the last one stands right below it.
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
    """What a sentence cannot be told without, () where that is not there; None where it stands alone.

    `above` is the lead-in of the list that an item is in, None for what is no item. After "...;" an item goes on from
    the one before it.
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
            sentences = [" ".join(sentence.split()) for sentence in END.split(words[above:].strip())]
            yield _Block(heading, sentences, bool(above) or goes_on, ITEM.match(block) is not None)
            goes_on = True


def is_bare_heading(words: str, block: str) -> bool:
    """Whether a block is a heading without marks, as in plain text: one short line that ends no sentence."""
    is_line = "\n" not in words and 0 < len(words.split()) <= 12 and not ITEM.match(block)
    return is_line and (words[-1].isalnum() or words[-1] in ")?")


ASKS = re.compile(
    r"\s*(?:(?:so|please)\s+)*"
    r"(?:what(?:'s|’s|\s+is|\s+are|\s+does|\s+do)|define|explain|describe)\s+(?!(?:how|why|when|whether|what)\b)"
    r"(?:meant\s+by\s+)?(?:(?:an?|the)\s+)?(?:term\s+)?(?P<term>.+?)"
    r"(?:\s+(?:mean|do|stand\s+for))?(?:,?\s+(?:in|for|and\s+(?:how|why|when|what|where))\s.*)?\W*$",
    re.IGNORECASE,
)
QUESTION_WORDS = r"how|why|when|where|who|which|what|is|are|do|does|can|could|should|would|will|give|tell|compare|name"
BARE = re.compile(rf"\W*(?!(?:{QUESTION_WORDS})\b)(?P<term>(?:(?!(?:vs|versus|or)\b)\S+\s*){{1,3}}?)\W*$", re.IGNORECASE)


def asked_term(query: str) -> str:
    """What a query wants explained: 'precision' of 'What is precision?' or 'Precision?'; '' where it asks otherwise."""
    asked = ASKS.match(query) or BARE.match(query)
    return asked["term"].lower().strip() if asked is not None else ""


# "Precision (P), the second figure, `TP / (TP + FP)`, is": what may stand between a term and its verb.
ASIDE = r"(?:\s*`[^`]*`|\s*\([^)]*\)|,[^,]{1,60},)*"
IS_WHAT = (
    r"(?:(?:means?|measures?|denotes?|describes?|represents?|stands?\s+for|refers?\s+to|consists?\s+of)\b"
    r"|(?:is|are)\s+(?:`|(?:an?|the|any|what|when|how|short\s+for|\w+ing|(?:[\w-]+\s+){1,5}(?:that|which|what|whose))\b))"
)
# "BM25 scores a document", not "precision falls as" and not "softmax depends on".
DOES_WHAT = (
    r"(?!(?:is|was|has|does|always|sometimes|as|its|this|plus|versus)\b)[a-z]+s(?:,[^,]{1,60},)?\s+(?:up\s+)?"
    r"(?!(?:with|on|in|as|at|to|from|by|when|if|only|not|better|worse|well|less|more|best|because|over|under|for|and)\b)"
    r"\W{0,2}\w"
)
PLAIN = r"(?:(?:an?|the)\s+)?(?:(?:plain|simple|basic|standard|classic|ordinary|vanilla)\s+)?"


def defines(statement: Statement, term: str) -> int:
    """How plainly a statement says what a term is.

    3: it introduces the term ("Long name (TERM) ..."), says what it is, or leads its section with what it does;
    2: says what it does; 1: leads the section that has the term for its heading; 0: none of these.
    """
    named = r"[\W_]+".join(re.escape(word) for word in re.findall(r"\w+", term.removesuffix("s")))
    if not named:
        return 0
    ends = (statement.sentences[0], statement.sentences[-1])
    said = lambda pattern: any(re.match(pattern, one, re.IGNORECASE) is not None for one in ends)
    subject = rf"\W*{PLAIN}{named}s?\b\W{{0,2}}{ASIDE}\W{{0,2}}\s+"
    long_name = rf"\W*{PLAIN}{re.escape(term[0])}[\w-]*(?:\s+[\w-]+){{0,5}}\s+\(\W*{named}s?\W*\)\W*\s[a-z]"
    bold = rf"(?:.*[;:]\s|\W*){PLAIN}\*\*{named}s?(?:\W*\([^)]*\))?(?::\*\*|\*\*:|\*\*\s+[a-z]+s)\s"
    shortened = rf"\W*(?:In\s+)?(?:an?\s+)?{named}s?\s+\([A-Z]\w{{1,5}}\)\s"
    called = rf".*\b(?:called|known\s+as)\s+(?:an?\s+|the\s+)?\W{{0,2}}{named}s?\W{{0,2}}(?:[.,;:()]|$)"
    clause = rf".*[,;:]\s+(?:and\s+)?(?:an?\s+|the\s+)?{named}\s+{IS_WHAT}"
    bracket = rf".*\w\s+\({named}s?\)"
    if any(said(one) for one in (subject + IS_WHAT, long_name, bold, shortened)):
        return 3
    if said(subject + DOES_WHAT):
        return 3 if statement.leads else 2
    if any(said(one) for one in (called, clause, bracket)):
        return 2
    heading = asked_term(statement.heading) if "?" in statement.heading else statement.heading.lower()
    return int(statement.leads and re.fullmatch(rf"\W*{named}s?\W*", heading, re.IGNORECASE) is not None)
