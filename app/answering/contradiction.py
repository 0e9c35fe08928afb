"""Whether a sentence says the opposite of the passage that it cites. Pure.

Decides what is set against each other: a sentence and those of the passage that share most of its words. What one
denies and the other affirms, and a word in place of its opposite, each turn the meaning round; twice is back again.
Two terms that stand in each other's places ("boosting lowers variance, bagging bias") turn it too. Where the passage
says both, or is silent, nothing is decided: an honest paraphrase must stand.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
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
# Between these a clause says one thing of one thing.
COORDINATES = re.compile(r"[;:,()]|\b(?:whereas|while|but|and|unlike)\b", re.I)
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
_Stems = tuple[str, ...]


def contradicts(text: str, passage: str) -> bool:
    """Whether the sentence says the opposite of what the passage says in the same words."""
    said = _words(text)
    near = _nearest({word.stem for word in said}, passage)
    if len(said) < FEWEST_WORDS or not near:
        return False
    if _exchanged(_clauses(text), _clauses_of(passage)):
        return True
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


def _exchanged(said: Sequence[_Stems], theirs: Sequence[tuple[int, _Stems]]) -> bool:
    """Whether two clauses have two terms the other way round than two neighbouring clauses of the passage.

    "In training it uses running averages, at inference those of the batch": the two modes have changed places.
    """
    for clause in said:
        own = set(clause)
        most = max((len(own.intersection(other)) for _, other in theirs), default=0)
        if len(clause) < FEWEST_WORDS or not SAME_CLAIM * len(own) <= most < len(own):
            continue
        rest = [other for other in said if other != clause]
        nearest = [(number, other) for number, other in theirs if len(own.intersection(other)) == most]
        if all(_has_turned(clause, rest, other, _beside(number, other, theirs)) for number, other in nearest):
            return True
    return False


def _has_turned(clause: _Stems, rest: Sequence[_Stems], there: _Stems, beside: Sequence[_Stems]) -> bool:
    """Whether the clause has, in place of a term that is in `rest`, one that the passage has in a clause like that."""
    for before, term, after in _places(clause):
        for ahead, other, behind in _places(there):
            is_place = (after and after == behind) or (before == ahead and (before or after == behind))
            if is_place and term not in there and other not in clause and _is_turned(term, other, rest, beside):
                return True
    return False


def _is_turned(term: str, other: str, rest: Sequence[_Stems], beside: Sequence[_Stems]) -> bool:
    """Whether what the one says of `other` the other says of `term`, as far as two further words show."""
    ours = {stem for clause in rest if other in clause for stem in clause}
    theirs = {stem for clause in beside if term in clause for stem in clause}
    return len(ours & theirs - {term, other}) > 1


def _places(clause: _Stems) -> Iterator[tuple[str, str, str]]:
    """Each word between the one before it and the one after it; '' at the ends."""
    return zip(("", *clause), clause, (*clause[1:], ""), strict=False)


def _beside(number: int, clause: _Stems, clauses: Sequence[tuple[int, _Stems]]) -> list[_Stems]:
    """The other clauses of its sentence and of the sentences next to it."""
    return [other for at, other in clauses if abs(at - number) <= 1 and other is not clause]


def _clauses(text: str) -> list[_Stems]:
    return [tuple(word.stem for word in _words(part)) for part in COORDINATES.split(text)]


@lru_cache(maxsize=64)
def _clauses_of(passage: str) -> tuple[tuple[int, _Stems], ...]:
    """Each clause of a passage with the number of its sentence."""
    return tuple((number, clause) for number, text in enumerate(_texts(passage)) for clause in _clauses(text) if clause)


@lru_cache(maxsize=64)
def _sentences(passage: str) -> tuple[_Words, ...]:
    return tuple(map(_words, _texts(passage)))


def _texts(passage: str) -> list[str]:
    text = WRAP.sub(" ", passage)
    cuts = [0, *(match.end() for match in ANY_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(cuts)]


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
