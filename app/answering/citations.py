"""A sentence of the tutor held against the passages it cites. Pure.

Decides which citations stand: the number is of a passage that was given, quoted words stand there word for
word, the numbers of the sentence are in it, so are most of its content words, and it does not say the opposite of
them. What is left without a citation is ungrounded. A sentence without any number gets that of the passage that holds
most of it: the model has forgotten the mark and not the matter. A link, an address or markup that stands in no passage
is not told at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.answering.cited_answer import Sentence
from app.answering.contradiction import contradicts
from app.interview.quotes import find
from app.untrusted.injection import order_spans, soft_order_spans, without
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
# Share of a sentence's content words that stand in the passage: own words are fine, other matter is not.
SUPPORT = 0.5
FEWEST_WORDS = 2


@dataclass(frozen=True)
class Source:
    """A passage as citations see it: its text, and that text without sentences that give orders."""

    text: str
    matter: str


def source(text: str) -> Source:
    """Read a passage."""
    return Source(text, without(text, (*order_spans(text), *soft_order_spans(text))))


def check(raw: str, sources: Mapping[int, Source]) -> Sentence | None:
    """A sentence with the citations that stand; None where nothing of it may be told.

    That is: it says nothing, only repeats a passage's orders, or names an address that no passage has.
    """
    text = _bare(raw, sources).strip()
    if not any(character.isalnum() for character in text):
        return None
    if not _addresses(text) <= {one for passage in sources.values() for one in _addresses(passage.text)}:
        return None
    cited = [n for n in _numbers(raw) if n in sources] if MARK.search(raw) else _nearest(text, sources)
    quotes = [match.group(1) for match in QUOTED.finditer(text)]
    standing = tuple(n for n in cited if is_supported(text, sources[n].matter))
    # In a passage that stays cited: words of [1] once stood under [2], since [1] held too little of the rest.
    if not all(any(find(quote, sources[n].matter) for n in standing) for quote in quotes):
        standing = ()
    if not standing and any(_repeats_order(text, passage) for passage in sources.values()):
        return None
    return Sentence(text, standing)


def is_supported(text: str, passage: str) -> bool:
    """Whether the passage can be what the sentence stands on."""
    if not _addresses(text) <= _addresses(passage):
        return False
    said, there = content_stems(text), content_stems(passage)
    if len(said) < FEWEST_WORDS or len(said & there) < SUPPORT * len(said):
        return False
    if not {_plain(match) for match in NUMBER.findall(text)} <= {_plain(match) for match in NUMBER.findall(passage)}:
        return False
    # "Dropout does not reduce overfitting" has all its words in the passage that says it does.
    return not contradicts(text, passage)


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
    """The passage that holds the most words of the sentence, of those that support it; the first of equals."""
    said = content_stems(text)
    held = {n: len(said & content_stems(passage.matter)) for n, passage in sources.items()}
    ranked = sorted(held, key=lambda n: -held[n])
    return [n for n in ranked if is_supported(text, sources[n].matter)][:1]


def _addresses(text: str) -> set[str]:
    return {match.rstrip(".,;:").lower() for match in ADDRESS.findall(text)}


def _plain(number: str) -> str:
    return number.replace(",", "")


def _repeats_order(text: str, passage: Source) -> bool:
    """It, or an address in it, stands in the passage, and not in what the passage says apart from its orders."""
    if passage.text == passage.matter:
        return False
    if _addresses(text) & (_addresses(passage.text) - _addresses(passage.matter)):
        return True
    orders = "".join(a if b.isspace() else " " for a, b in zip(passage.text, passage.matter, strict=True))
    said = content_stems(text)
    return (
        bool(said)
        and len(said & content_stems(orders)) >= 0.8 * len(said)
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
