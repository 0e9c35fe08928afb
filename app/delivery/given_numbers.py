# ruff: noqa: E501, SIM905 - a pattern that is broken into lines is not read, nor a list of words in quotes
"""Numbers of a design that are not those it was told: "a million posts a day", where the fact is 50 million.

Decides by unit and noun alone, and says nothing where it is not sure: what is a part, a peak, a plan or the outcome of
a sum may be another number, and who says the right one anywhere has heard it.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.delivery.arithmetic import ROUGH
from app.delivery.written_sums import DIGITS, UNIT, valued
from ingest.language.stop_words import FUNCTION_WORDS
from ingest.language.tokens import stem

_SPELT = {word: float(at) for at, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_SPELT |= {"a": 1.0, "an": 1.0, "half a": 0.5, "twenty": 20.0, "fifty": 50.0}
_SCALED = rf"(?:{'|'.join(sorted(_SPELT, key=len, reverse=True))})\s(?:thousand|million|billion)"
_PER = r"(?:a|an|per|each|every|/)\s?(second|sec|s|minute|min|hour|day|night|week|month|year)\b"
_STOP = rf"(?:{'|'.join(map(re.escape, sorted(FUNCTION_WORDS, key=len, reverse=True)))})\b"
NUMBER = re.compile(
    rf"(?<![\w.,$\u20ac-])(?:({DIGITS})(?:\s?({UNIT}))?|({_SCALED}))(?![\d%])((?:\s(?!{_STOP})[A-Za-z][\w'-]*){{0,4}})"
    rf"(?:\s?{_PER})?(\s(?:each|per|a|every|of)\b)?",
    re.IGNORECASE,
)
APART = re.compile(r"[;:()\n]|(?<!\d),|,(?!\d)|(?<=[.?!])\s")
# The same thing at the same time, said as an adjective.
OF_TIME = {"daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year"}
SHORT = {"sec": "second", "s": "second", "min": "minute", "night": "day"}
# Units of measure count nothing: a part of the time, the memory or the money may be any number.
MEASURES = frozenset(
    "ms millisecond second minute hour day week month year night gb mb kb tb gigabyte byte token char character word dollar cent euro"
    " usd percent point degree meter kilometer dimension bit time x fold level step phase stage".split()
)
# A time that is assumed for a thing, and money that may be spent, are the fact's where the same is said of them.
MEASURED = re.compile(
    rf"(?<![\w.,-])(?:({DIGITS})(?:\s?({UNIT}))?\s(seconds?|minutes?|hours?|dollars?|euros?)\b|\$({DIGITS})(?:\s?({UNIT}))?)(?:\s?{_PER})?",
    re.IGNORECASE,
)
MONEY = frozenset(("dollar", "euro"))
MAY_SPEND = re.compile(r"\b(?:(?:may|can) (?:spend|cost|pay)|budget|available)\b", re.IGNORECASE)
FEWEST_SHARED = 2
FEWEST = 100
# Words about a number that name nothing.
FILLERS = frozenset("about around roughly total different distinct overall altogether approximately given some".split())
# A number that stands with one of these may be another one than the fact's.
DERIVED = re.compile(
    r"[=\u2248\u00d7*/<>~+]|\b(?:peak\w*|burst\w*|spike\w*|average|mean|median|most|least|max\w*|min\w*|only|half|third|quarter|tenth|percent"
    r"|shares?|remaining|rest|left|after|before|cache\w*|shards?|shard\w+|partition\w*|nodes?|replicas?|machines?|servers?|workers?|batch\w*"
    r"|samples?|sampled|top|candidates?|first|later|grow\w*|growth|years?|months?|if|when|would|could|might|instead|not|pilot|start\w*|launch\w*|begin\w*"
    r"|test\w*|label\w*|train\w*|expir\w*|fresh|times|fold|than|up to|limit\w*|head|headroom|region\w*|tenants?|which is|so|therefore|makes|gives)\b|%|\?",
    re.IGNORECASE,
)
# What says that a number is taken as given, and is not one of a step: "we show 10 products" is of no fact.
IS_GIVEN = re.compile(
    r"\b(?:there (?:are|is|will be)|(?:we|you|they)(?:'ll| will)? (?:have|get|receive|see|expect)|it (?:has|gets|receives)|i(?:'ll| will)? (?:take|assume)"
    r"|assum\w+|given|in total|in all|altogether|come in|arrive|(?:you|as) (?:said|told))\b",
    re.IGNORECASE,
)
# Of a rate, "at a million posts a day" says so too; "with 300 people we see 180,000 a day" says another.
OPENS_RATE = re.compile(r"\W*(?:(?:so|ok|okay|well|and|then|first)\W+)*(?:with|at|for)\b\D*", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number with what it counts: the stems of its noun and of the words before it, and per what time."""

    words: str
    value: float
    noun: str
    about: frozenset[str]
    per: str


@dataclass(frozen=True)
class Told:
    """A fact as it was told, and the question that it answers; "" where it is in the question that is asked itself."""

    asked: str
    fact: str


def remarks_on_given(design: str, facts: Sequence[Told]) -> list[str]:
    """A remark on each number of a design that cannot be the one that was told, with both in their words."""
    given = [(one, told) for one in facts for told in _stated(one.fact, one.asked)]
    values = _values(" ".join(one.fact for one in facts))
    said = [one for clause in _clauses(design) for one in quantities(clause) if _is_taken(one, clause)]
    said += _assumed(design)
    # Who says the right number has heard it, whatever else they count.
    heard = [value for value in _values(design) if any(_is_near(value, one.value) for _, one in given)]
    found: dict[str, str] = {}
    for one in said:
        facts_of_it = [(fact, told) for fact, told in given if _is_same(one, told)]
        is_told = any(_is_near(one.value, value) for value in values)
        if len(facts_of_it) != 1 or is_told or any(_is_near(value, facts_of_it[0][1].value) for value in heard):
            continue
        fact, told = facts_of_it[0]
        source = f"what you were told is “{' '.join(fact.fact.split())}”"
        found.setdefault(
            told.words, f"You take “{one.words}”; {source if fact.asked else f'the question says “{told.words}”'}"
        )
    return list(found.values())


def quantities(text: str, asked: str = "") -> Iterator[Quantity]:
    """The numbers of a text with what they count; where the text names nothing, what was asked for does."""
    for match in NUMBER.finditer(text):
        digits, unit, scaled, words, per, each = match.groups()
        *about, last = [stem(word.lower()) for word in words.split()] or [""]
        found = {word.lower() for word in words.split()}
        of_time = next((OF_TIME[word] for word in found if word in OF_TIME), "")
        noun = last or _noun_of(asked)
        per = SHORT.get((per or "").lower(), (per or "").lower()) or of_time
        if each or not noun or noun in MEASURES or {"%", "percent"} & {(unit or "").lower()}:
            continue
        adjectives = frozenset(about) - {"", *map(stem, OF_TIME), *map(stem, FILLERS)}
        yield Quantity(" ".join(match.group().split()), _value(digits, unit, scaled), noun, adjectives, per)


def _clauses(text: str) -> list[str]:
    """The clauses in which a number is what is meant, and no part or outcome of it."""
    return [clause for clause in APART.split(text) if not DERIVED.search(clause)]


def _stated(fact: str, asked: str) -> list[Quantity]:
    return [one for clause in _clauses(fact) for one in (*quantities(clause, asked), *_measured(clause))]


def _assumed(design: str) -> list[Quantity]:
    """The times that a sentence assumes, and the money that it says may be spent."""
    sentences = [sentence for sentence in re.split(r"(?<=[.?!])\s|\n", design) if IS_GIVEN.search(sentence)]
    times = [one for sentence in sentences for clause in _clauses(sentence) for one in _measured(clause)]
    money = [one for clause in _clauses(design) if MAY_SPEND.search(clause) for one in _measured(clause)]
    return [*(one for one in times if one.noun not in MONEY), *(one for one in money if one.noun in MONEY)]


def _measured(clause: str) -> Iterator[Quantity]:
    """The times and the money of a clause, about all that its other words name."""
    about = frozenset(stem(word.lower()) for word in re.findall(r"[A-Za-z]{3,}", clause)) - {""}
    for match in MEASURED.finditer(clause):
        digits, scale, unit, dollars, scale_of_dollars, per = match.groups()
        noun = stem((unit or "dollar").lower())
        per = SHORT.get((per or "").lower(), (per or "").lower())
        value = valued(digits or dollars, scale or scale_of_dollars)
        yield Quantity(match.group().strip(), value, noun, about - {noun, per}, per)


def _is_taken(one: Quantity, clause: str) -> bool:
    """Whether a clause takes a number as given, or is nothing else."""
    bare = len(clause.split()) <= len(one.words.split()) + 1
    opening = clause.partition(one.words.split()[0])[0]
    return bare or bool(IS_GIVEN.search(clause) or (one.per and OPENS_RATE.fullmatch(opening)))


def _noun_of(asked: str) -> str:
    """What is counted by an answer to "how many posts are there a day?"; "" where that is not asked."""
    found = re.search(
        r"\bhow many (?:[\w-]+ )?([a-z][\w-]+)(?= (?:are|is|do|does|did|will|per|a|an|every|each|come|arrive)\b|\?)",
        asked,
        re.IGNORECASE,
    )
    return "" if found is None else stem(found.group(1).lower())


def _is_same(said: Quantity, told: Quantity) -> bool:
    """Whether both count the same; a few of a thing are those of a step, however many there are."""
    if said.noun in MEASURES:
        is_alike = said.noun == told.noun and said.per == told.per
        # Less money may be a part of it.
        is_of_it = said.value > told.value if said.noun in MONEY else len(said.about & told.about) >= FEWEST_SHARED
        return is_alike and is_of_it
    if not said.per and min(said.value, told.value) < FEWEST:
        return False
    return said.noun == told.noun and said.per == told.per and said.about == told.about


def _values(text: str) -> list[float]:
    return [_value(*match.groups()[:3]) for match in NUMBER.finditer(text)]


def _value(digits: str | None, unit: str | None, scaled: str | None) -> float:
    if digits is not None:
        return valued(digits, unit)
    number, scale = (scaled or "").lower().rsplit(None, 1)
    return _SPELT[number] * valued("1", scale)


def _is_near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=ROUGH)
