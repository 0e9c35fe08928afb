"""Whether a sentence says the opposite of the passage that it cites. Pure.

Decides what is set against each other: a sentence and those of the passage that share most of its words. What one
denies and the other affirms, and a word in place of its opposite, each turn the meaning round; twice is back again.
Where the passage says both, or is silent, nothing is decided: an honest paraphrase must stand.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.language.opposites import WORD_PAIRS
from ingest.language.sentences import ANY_END
from ingest.language.stemmer import stem_word
from ingest.language.stop_words import DIRECTIONS, FUNCTION_WORDS
from ingest.language.tokens import NEGATIONS, STANDS, denies

# Of the words of a clause that denies, this share must stand in the other text: else it denies something else. What
# this catches on our notes: docs/limits.md, "Checked citations".
SAME_CLAIM = 0.7
# "This does not reduce overfitting": what "this" is stands in another sentence.
FEWEST_WORDS = 3
# A sentence of the passage that holds this share of the words is about the same, if none holds as much more of them.
ABOUT_SAME = 0.5
BEHIND = 0.25
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?")
# A note is wrapped inside its sentences; lists and headings are not.
WRAP = re.compile(r"(?<!\n)\n(?!\n|\s*(?:[-*\u2022|#]|\d{1,2}[.)]\s))")
CLAUSE = re.compile(
    r"[;:,()]|\s[-\u2013\u2014]\s|\b(?:but|because|since|so|although|though|which|whereas|while|if|when|unless|and|or)\b",
    re.I,
)
# Beside a word they leave open whether it is denied: "keeps it from overfitting" is not "it overfits".
_WEAKENS = (
    "without none nothing nobody unlike fail fails failing unable avoid avoids avoiding prevent prevents preventing "
    "lack lacks lacking stop stops instead rather little unless useless pointless wrong unnecessary against zero 0 "
    "skip skips skipped"
)
WEAKENS = NEGATIONS | frozenset(_WEAKENS.split())
# What is said under a condition, of some cases or as a reason is not what is said of the matter.
_ASIDE = "if when unless without until that who because since so as what"
ASIDE = frozenset(_ASIDE.split())
JOINS = frozenset(("and", "or", "but"))
OPEN = FUNCTION_WORDS - DIRECTIONS


@dataclass(frozen=True)
class _Word:
    """A content word. `is_denied`: right behind a negation. `is_plain`: its clause denies and weakens nothing."""

    stem: str
    clause: int
    is_denied: bool
    is_plain: bool


_Words = tuple[_Word, ...]


def contradicts(text: str, passage: str) -> bool:
    """Whether the sentence says the opposite of what the passage says in the same words."""
    said = _words(text)
    near = _nearest({word.stem for word in said}, passage)
    if len(said) < FEWEST_WORDS or not near:
        return False
    swapped = _swapped(said, near)
    # "Neither step raises it" of what "lowers it" may be turned once or twice.
    if not all(word.is_plain for word in swapped):
        return False
    return (len(swapped) + _denied([said], near) + _denied(near, [said])) % 2 == 1


def _nearest(said: set[str], passage: str) -> list[_Words]:
    """The sentences of the passage that are about the same, the nearest first."""
    shares = [
        (len(said & {word.stem for word in sentence}) / max(len(said), 1), sentence) for sentence in _sentences(passage)
    ]
    best = max((share for share, _ in shares), default=0.0)
    least = max(ABOUT_SAME, best - BEHIND)
    return [sentence for share, sentence in sorted(shares, key=lambda pair: -pair[0]) if share >= least]


def _denied(denying: Sequence[_Words], other: Sequence[_Words]) -> int:
    """How many words the one denies, in a clause that the other holds too, and the other only affirms."""
    own = {word.stem for words in denying for word in words if word.is_plain}
    plain = {word.stem for words in other for word in words if word.is_plain}
    plain -= {word.stem for words in other for word in words if not word.is_plain}
    known = {word.stem for words in other for word in words}
    heads = set()
    for words in denying:
        for head in (word for word in words if word.is_denied):
            claim = {word.stem for word in words if word.clause == head.clause}
            if len(claim) > 1 and len(claim & known) >= SAME_CLAIM * len(claim):
                heads.add(head.stem)
    return len((heads & plain) - own)


def _swapped(said: _Words, near: Sequence[_Words]) -> list[_Word]:
    """The words that stand beside the same word as their opposites do in the nearest sentence."""
    ours, theirs = {word.stem for word in said}, {word.stem for words in near for word in words}
    return [
        word
        for at, word in enumerate(said)
        if word.stem not in theirs and _stands_so(said, at, near[0], opposites().get(word.stem, frozenset()) - ours)
    ]


def _stands_so(said: _Words, at: int, there: _Words, others: frozenset[str]) -> bool:
    before, after = (said[at - 1].stem if at else ""), (said[at + 1].stem if at + 1 < len(said) else "")
    return any(
        word.stem in others
        and word.is_plain
        and ((place and there[place - 1].stem == before) or (place + 1 < len(there) and there[place + 1].stem == after))
        for place, word in enumerate(there)
    )


@lru_cache(maxsize=64)
def _sentences(passage: str) -> tuple[_Words, ...]:
    text = WRAP.sub(" ", passage)
    cuts = [0, *(match.end() for match in ANY_END.finditer(text)), len(text)]
    return tuple(_words(text[start:end]) for start, end in itertools.pairwise(cuts))


@lru_cache(maxsize=1024)
def _words(text: str) -> _Words:
    """The content words of a sentence with their signs."""
    found: list[_Word] = []
    cuts = [0, *(match.start() for match in CLAUSE.finditer(text)), len(text)]
    is_aside = False
    for clause, (start, end) in enumerate(itertools.pairwise(cuts)):
        words = [match.group().lower().replace("\u2019", "'") for match in WORD.finditer(text[start:end])]
        # "Since they are public and do not resemble ours": the reason goes on.
        is_aside = not ASIDE.isdisjoint(words[:1]) or (is_aside and not JOINS.isdisjoint(words[:1]))
        heads = set() if is_aside else _heads(words)
        is_plain = not any(denies(word) or word in WEAKENS for word in words)
        for number, word in enumerate(words):
            if _says(word):
                found.append(_Word(stem_word(word), clause, number in heads, is_plain))
    return tuple(found)


def _heads(words: Sequence[str]) -> set[int]:
    """The places in a clause of the words that it denies: the first that says something behind each negation."""
    heads: set[int] = set()
    for number, word in enumerate(words):
        before, after = words[:number], words[number + 1 :]
        # "Users and not rows" sets two things against each other, "rows that do not sum" says which rows.
        is_aside = JOINS.issuperset(before) or before[-1] == "with" or not ASIDE.isdisjoint(before)
        if denies(word) and not is_aside and STANDS.isdisjoint(after[:1]):
            places = (at for at in range(number + 1, len(words)) if _says(words[at]) and not words[at].endswith("ly"))
            heads |= set(itertools.islice(places, 1))
    return heads


def _says(word: str) -> bool:
    return word not in OPEN and word not in WEAKENS and not denies(word)


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """The stems of the pairs, each with those that turn it round."""
    found: dict[str, frozenset[str]] = {}
    for left, right in WORD_PAIRS:
        one, other = stem_word(left), stem_word(right)
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found
