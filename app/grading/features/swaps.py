"""Swapped terms: "high variance underfits, high bias overfits" has every word of the right statement.

Decides on which side of a pair of opposites the words of a question stand, and when a text puts them on the other.
Which words are opposites is in opposites.py; some more pairs are drawn from what the question sets against each other.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.language.opposites import OPPOSITES
from ingest.language.tokens import Token

Text = Sequence[Token]
# A place where a term stands: the words that count before and after it, the term between. What joins or parts them
# is told with them: "error is low and validation" is not the place of "error with high validation".
Frame = tuple[str, str, str]
# "unlike L2, L1 ..." and "rather than L2": what follows is not beside the term.
ASIDE = frozenset(("unlike", "than", "versus", "vs", "instead", "not", "nor", "without", "from"))
ASIDE_WORDS = 2
# "X is low and Y is high": the nearest word to Y is "low", but on the other side of "and".
LINKS = frozenset(("and", "or", "but", "while", "whereas", "with", "for", "then"))
JOINS = frozenset(("and", "or", "versus", "vs", "than", "from", "between"))
# Words on the other side, less those on their own, before a window has the terms swapped, and their share of all that
# have a side. On the gold answers' train half no met point is so called; with 1 word or a share of 0.5 recall falls.
# Two pairs that bear each other out, as in "high variance underfits, high bias overfits", need a word each.
SWAPPED_WORDS, SWAPPED_SHARE = 2.5, 0.6
SWAPPED_PAIRS = 2
# A word has a side if so many of the texts that have it beside one of the terms agree.
AGREED = 0.5


@dataclass(frozen=True)
class Swaps:
    """What a text swaps: `frames` where it has the opposite of the term, and by pair the words on the other side."""

    frames: frozenset[Frame]
    beside: dict[tuple[str, str], frozenset[str]]


@dataclass(frozen=True)
class Contrasts:
    """What a question's right texts say: `points` the texts of each key point, `other` all else, `pairs` of stems."""

    points: tuple[tuple[Text, ...], ...]
    other: tuple[Text, ...]
    pairs: tuple[tuple[str, str], ...]

    def swaps(self, said: Text) -> Swaps:
        """What a text swaps, whatever key point it speaks for."""
        found = frames(said, self._opposites)
        there = {token.stem for token in said}
        moved = [
            (term, (before, other, after))
            for before, term, after in found - self._all
            for other in self._opposites[term]
        ]
        moved = [(term, frame) for term, frame in moved if frame in self._all and frame not in found]
        # Of "both are high, or one is low and ..." only "low" is in the other's place: that is no swap.
        misplaced = {term for term, _ in moved}
        swapped = frozenset(frame for _, frame in moved if frame[1] not in there or frame[1] in misplaced)
        beside: dict[tuple[str, str], frozenset[str]] = {}
        against = 0.0
        for (left, right), meant in self._sides.items():
            if left not in there or right not in there:
                continue
            agreed = {root: meant[root] * side for root, side in sides(said, left, right).items() if root in meant}
            loss = -sum(agreed.values())
            if loss > 0 and loss >= SWAPPED_SHARE * sum(map(abs, agreed.values())):
                against += loss
                beside[left, right] = frozenset(root for root, side in agreed.items() if side < 0)
        # "High bias is good training performance, high variance poor": good and poor are one pair, and both are lost.
        is_twofold = any(map(_is_twofold, beside.values()))
        is_enough = is_twofold or against >= SWAPPED_WORDS or against >= len(beside) >= SWAPPED_PAIRS
        return Swaps(swapped, beside if is_enough else {})

    def is_swapped(self, point: int, swaps: Swaps) -> bool:
        """True if that is an opposite where the point's texts have their own term, or beside the point's words."""
        words = self._words[point]
        return not self._own[point].isdisjoint(swaps.frames) or any(
            not words.isdisjoint(pair) and not words.isdisjoint(roots) for pair, roots in swaps.beside.items()
        )

    @cached_property
    def _opposites(self) -> dict[str, frozenset[str]]:
        opposites: dict[str, set[str]] = defaultdict(set)
        for left, right in self.pairs:
            opposites[left].add(right)
            opposites[right].add(left)
        return {root: frozenset(others) for root, others in opposites.items()}

    @cached_property
    def _own(self) -> tuple[frozenset[Frame], ...]:
        return tuple(frozenset().union(*(frames(text, self._opposites) for text in texts)) for texts in self.points)

    @cached_property
    def _all(self) -> frozenset[Frame]:
        return frozenset().union(*self._own, *(frames(text, self._opposites) for text in self.other))

    @cached_property
    def _words(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(token.stem for text in texts for token in text) for texts in self.points)

    @cached_property
    def _sides(self) -> dict[tuple[str, str], dict[str, float]]:
        """For each pair the words that the texts agree on: 1 beside the left term, -1 beside the right one."""
        texts = [text for own in self.points for text in own]
        everywhere = frozenset().union(*self._words)
        known = {}
        for left, right in self.pairs:
            # Where no text has "write", every word is beside "read".
            if not everywhere.issuperset((left, right)):
                continue
            found: dict[str, list[float]] = defaultdict(list)
            for text in texts:
                for root, side in sides(text, left, right).items():
                    found[root].append(side)
            means = {root: sum(values) / len(values) for root, values in found.items()}
            known[left, right] = {root: mean for root, mean in means.items() if abs(mean) >= AGREED}
        return known


def _is_twofold(lost: frozenset[str]) -> bool:
    """True if both words of a pair of opposites are on the other side."""
    return any(lost.issuperset(pair) for pair in OPPOSITES)


def contrasts(points: Iterable[Iterable[Text]], other: Iterable[Text], asked: Iterable[Text]) -> Contrasts:
    """Prepare a question.

    Args:
        points: for each key point the texts that say it.
        other: what else is right, the strong answer.
        asked: the question in its variants, from which further pairs are drawn.
    """
    own = tuple(tuple(texts) for texts in points)
    roots = [{token.stem for text in texts for token in text} for texts in own]
    everywhere = frozenset().union(*roots)
    # The other term of a pair may be the candidate's own: "narrower" becomes "wider" where no key point has "wide".
    listed = [pair for pair in OPPOSITES if not everywhere.isdisjoint(pair)]
    # What the question merely names together ("data and colleagues") is in no two of its points.
    drawn = [
        pair
        for text in asked
        for pair in drawn_pairs(text)
        if all(sum(root in one for one in roots) >= 2 for root in pair)
    ]
    pairs = {frozenset(pair): pair for pair in (*listed, *drawn)}
    return Contrasts(own, tuple(other), tuple(pairs.values()))


def drawn_pairs(text: Text) -> list[tuple[str, str]]:
    """What a text sets against each other by its last words or, where these are the same, by those before.

    "L1 versus L2", "a random forest and gradient boosting" (forest, boost), "a bi-encoder and a cross-encoder" (bi,
    cross).
    """
    pairs = []
    for at, token in enumerate(text):
        if token.text not in JOINS or at == 0:
            continue
        start = next((n for n in range(at + 1, min(at + 4, len(text))) if text[n].stem), at)
        end = start
        while end < len(text) and text[end].stem and text[end].clause == text[at - 1].clause:
            end += 1
        left, right = _roots(text[max(0, at - 2) : at]), _roots(text[start:end])
        if left and right and left[-1] == right[-1]:
            left, right = left[:-1], right[:-1]
        if left and right and left[-1] != right[-1]:
            pairs.append((left[-1], right[-1]))
    return pairs


def frames(text: Text, terms: Container[str]) -> frozenset[Frame]:
    """The `terms` of a text between the words that count on either side.

    With two words on one side as a place too, 3 right points of the gold answers' test half were called swapped.
    """
    places = [at for at, token in enumerate(text) if token.stem]
    return frozenset(
        (_joined(text, before, at, before), text[at].stem, _joined(text, at, after, after))
        for before, at, after in zip(places, places[1:], places[2:], strict=False)
        if text[at].stem in terms and not _is_aside(text, at)
    )


def sides(text: Text, left: str, right: str) -> dict[str, float]:
    """Beside which of two terms each word stands: 1 for the left one, -1 for the right one, denied the other way.

    Beside is the nearest in the word's own clause, else in the clause before; a tie is none.
    """
    places = [
        (at, token.clause, 1.0 if token.stem == left else -1.0)
        for at, token in enumerate(text)
        if token.stem in (left, right) and not _is_aside(text, at)
    ]
    found: dict[str, list[float]] = defaultdict(list)
    for at, token in enumerate(text):
        if not token.stem or token.stem in (left, right):
            continue
        near = sorted(
            (token.clause - clause + len(_links(text, *sorted((at, place)))), abs(at - place), side)
            for place, clause, side in places
            if 0 <= token.clause - clause <= 1
        )
        if near and not (len(near) > 1 and near[0][:2] == near[1][:2] and near[0][2] != near[1][2]):
            found[token.stem].append(-near[0][2] if token.negated else near[0][2])
    return {root: sum(values) / len(values) for root, values in found.items()}


def _roots(words: Text) -> list[str]:
    """The stems at the end of some words, from the last function word on."""
    roots: list[str] = []
    for token in words:
        roots = [*roots, token.stem] if token.stem else []
    return roots


def _is_aside(text: Text, at: int) -> bool:
    return any(token.text in ASIDE for token in text[max(0, at - ASIDE_WORDS) : at])


def _links(text: Text, start: int, end: int) -> list[str]:
    """The words between two places that join two statements."""
    return [token.text for token in text[start + 1 : end] if token.text in LINKS]


def _joined(text: Text, start: int, end: int, named: int) -> str:
    """One of two neighbouring words with what stands between them: words that join, or the end of a clause."""
    parted = "|" if text[start].clause != text[end].clause else ""
    return " ".join(part for part in (text[named].stem, parted, *_links(text, start, end)) if part)
