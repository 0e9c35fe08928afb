"""A sentence of the tutor held against the passages it cites. Pure.

Decides which citations stand: the number is of a passage that was given, quoted words stand there word for word, every
clause has half of its content words there, each number stands in a sentence about the same, and nothing says that it
is the opposite. What is left without a citation is ungrounded. A sentence without any number gets that of the passage
that holds most of it: the model has forgotten the mark and not the matter. The opposite of a passage, a link, an
address or markup that stands in no passage is not told at all.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.answering.cited_answer import Sentence
from app.answering.contradiction import contradicts
from app.answering.statements import prose
from app.interview.quotes import find
from app.untrusted.injection import order_spans, soft_order_spans, without
from ingest.bank.taxonomy import WRONG_ANSWERS_HEADING
from ingest.language.content_words import content_stems

# No prompt has a thousand passages, and int() raises for 4,301 digits.
MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
QUOTED = re.compile(r"[\"\u201c\u201d]([^\"\u201c\u201d]{2,})[\"\u201c\u201d]")
# Links, mail addresses and bare names of hosts; words such as "e.g." and "Node.js" are none. The bounds are those of
# RFC 5321 and RFC 1035: without them a long text takes the square of its length.
ADDRESS = re.compile(
    r"https?://[^\s)\]>\"]+|\bwww\.[^\s)\]>\"]+|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[a-z][\w-]{0,62}\.){1,127}(?:com|org|net|example|info|xyz|io)\b",
    re.IGNORECASE,
)
TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Share of a clause's content words that stand in the passage: own words are fine, other matter is not. A clause of
# fewer words belongs to the one before it. With the sentence as a whole "and was invented by Napoleon" passed.
SUPPORT = 0.5
FEWEST_WORDS = 2
CLAUSE = re.compile(
    r"[;:,](?!\d)|\s[-\u2013\u2014]\s|\b(?:but|because|although|though|whereas|while|which|and)\b", re.IGNORECASE
)
# A number stands in a sentence that shares at least so much of what the one nearest to its clause shares; a clause of
# fewer words, numbers not counted, belongs to the one before it.
ABOUT_SAME, FEWEST_BESIDE_NUMBERS = 0.5, 3
# What a note quotes to call it wrong.
WRONG_ANSWERS = re.compile(rf"^#+ {WRONG_ANSWERS_HEADING}$.*?(?=^#|\Z)", re.MULTILINE | re.DOTALL)
WRONG_ANSWER = re.compile(r'^- "[^"\n]*"', re.MULTILINE)
# Whether a passage says the opposite of a sentence; whether sentences of a passage do.
Opposes = Callable[[str, str], bool]
Reads = Callable[[str, Sequence[str]], bool]


@dataclass(frozen=True)
class Source:
    """A passage as citations see it: its text, and that text without what gives orders or is quoted as wrong."""

    text: str
    matter: str


def source(text: str) -> Source:
    """Read a passage."""
    return Source(text, without(text, (*order_spans(text), *soft_order_spans(text), *_wrong_answers(text))))


def _wrong_answers(text: str) -> list[tuple[int, int]]:
    return [
        match.span() for listed in WRONG_ANSWERS.finditer(text) for match in WRONG_ANSWER.finditer(text, *listed.span())
    ]


def check(raw: str, sources: Mapping[int, Source], opposes: Opposes = contradicts) -> Sentence | None:
    """A sentence with the citations that stand; None where nothing of it may be told.

    That is: it says nothing, or the opposite of a passage, only repeats a passage's orders or what it calls wrong, or
    names an address that no passage has.
    """
    text = _bare(raw, sources).strip()
    if not any(character.isalnum() for character in text):
        return None
    if not _addresses(text) <= {one for passage in sources.values() for one in _addresses(passage.text)}:
        return None
    cited = [n for n in _numbers(raw) if n in sources] if MARK.search(raw) else _nearest(text, sources)
    held = [n for n in cited if holds(text, sources[n].matter)]
    standing = tuple(n for n in held if not opposes(text, sources[n].matter))
    if held and not standing:
        return None
    if not MARK.search(raw):
        # One is enough where the model has named none.
        standing = standing[:1]
    quotes = [match.group(1) for match in QUOTED.finditer(text)]
    # In a passage that stays cited: words of [1] once stood under [2], since [1] held too little of the rest.
    if not all(any(find(quote, sources[n].matter) for n in standing) for quote in quotes):
        standing = ()
    if not standing and any(_repeats_withheld(text, passage) for passage in sources.values()):
        return None
    return Sentence(text, standing)


def is_supported(text: str, passage: str) -> bool:
    """Whether the passage can be what the sentence stands on."""
    # "Dropout does not reduce overfitting" has all its words in the passage that says it does.
    return holds(text, passage) and not contradicts(text, passage)


def says_opposite(reads: Reads, text: str, passage: str) -> bool:
    """Whether the passage says the opposite of the sentence, by its words or as it is read."""
    return contradicts(text, passage) or reads(text, prose(passage))


def holds(text: str, passage: str) -> bool:
    """Whether the passage has the sentence's addresses, its numbers, and of each clause most words."""
    if not _addresses(text) <= _addresses(passage):
        return False
    there = content_stems(passage)
    if len(content_stems(text)) < FEWEST_WORDS:
        return False
    clauses = [content_stems(part) for part in _clauses(text)]
    return all(len(said & there) >= SUPPORT * len(said) for said in clauses) and _has_numbers(text, passage)


def _clauses(
    text: str, words: Callable[[str], frozenset[str]] = content_stems, fewest: int = FEWEST_WORDS
) -> list[str]:
    """The clauses; one of few words belongs to the one before it, or behind it at the start: "In practice, ..."."""
    clauses: list[str] = []
    for part in CLAUSE.split(text):
        if clauses and min(len(words(part)), len(words(clauses[-1]))) < fewest:
            clauses[-1] += f" {part}"
        else:
            clauses.append(part)
    return clauses


def _has_numbers(text: str, passage: str) -> bool:
    """Whether each number stands in the passage in a sentence that is about the same as its clause.

    A sentence may join what two of the passage say; held as a whole against the nearer one it lost its citation, and
    two numbers in each other's places kept it.
    """
    clauses = [part for part in _clauses(text, _beside_numbers, FEWEST_BESIDE_NUMBERS) if _numerals(part)]
    return all(_numerals(part) <= _numerals_about(part, passage) for part in clauses)


def _numerals_about(clause: str, passage: str) -> set[str]:
    said = _beside_numbers(clause)
    shared = [(len(said & content_stems(sentence)), _numerals(sentence)) for sentence in prose(passage) or [passage]]
    least = ABOUT_SAME * max(count for count, _ in shared)
    return {number for count, there in shared if count >= least for number in there}


def _beside_numbers(text: str) -> frozenset[str]:
    return content_stems(NUMBER.sub(" ", text))


def _numerals(text: str) -> set[str]:
    return {_plain(match) for match in NUMBER.findall(text)}


def _bare(raw: str, sources: Mapping[int, Source]) -> str:
    """Without marks and foreign tags, those too that come to be when others are left out: "[1[2]]", "[1<b>]"."""
    text, before = raw, ""
    while text != before:
        before, text = text, _without_foreign_tags(MARK.sub("", text), sources)
    return text


def _without_foreign_tags(text: str, sources: Mapping[int, Source]) -> str:
    return TAG.sub(
        lambda tag: tag.group() if any(tag.group() in passage.text for passage in sources.values()) else "", text
    )


def _nearest(text: str, sources: Mapping[int, Source]) -> list[int]:
    """The passages by how many words of the sentence they hold, the most first; the first of equals."""
    said = content_stems(text)
    return sorted(sources, key=lambda n: -len(said & content_stems(sources[n].matter)))


def _addresses(text: str) -> set[str]:
    return {match.rstrip(".,;:").lower() for match in ADDRESS.findall(text)}


def _plain(number: str) -> str:
    return number.replace(",", "")


def _repeats_withheld(text: str, passage: Source) -> bool:
    """It, or an address in it, stands in the passage, and not in what the passage says of its own."""
    if passage.text == passage.matter:
        return False
    if _addresses(text) & (_addresses(passage.text) - _addresses(passage.matter)):
        return True
    withheld = "".join(a if b.isspace() else " " for a, b in zip(passage.text, passage.matter, strict=True))
    said = content_stems(text)
    return (
        bool(said)
        and len(said & content_stems(withheld)) >= 0.8 * len(said)
        and len(said & content_stems(passage.matter)) < 0.8 * len(said)
    )


def _numbers(raw: str) -> list[int]:
    """The numbers in a sentence's marks, ranges written out, each once."""
    found: list[int] = []
    for match in MARK.finditer(raw):
        for part in re.split(r"\s*[,;]\s*", match.group(1)):
            first, *further = (int(number) for number in re.findall(r"\d+", part))
            # Of "1-2-5", which is no range, nothing but the first is meant for sure.
            is_range = len(further) == 1 and further[0] - first < 10
            found += [n for n in (range(first, further[0] + 1) if is_range else [first]) if n not in found]
    return found
