"""A misspelt query -> what it was meant to say, in the words of the corpus.

Decides when a word of a query is a slip and of which word. The embedding model cuts "baging" into
pieces that mean nothing and BM25 finds no such word. `coach eval ablation` measures what this brings: *no mending
of slips*.

A word is left alone when the corpus holds it in any form, when the model knows it as one piece (so
"league" stays "league" and is not made "leave"), when it is short, or has digits or capitals inside. A word
that may as well be a name that the corpus does not hold stays beside what it may be a slip of: "flask flash". So it
counts as missed, and is not answered as if it were the other.
"""

import itertools
from collections.abc import Callable, Mapping
from functools import cached_property

from ingest.words import WORD

# Four letters are one slip from too many others: "gpus", "bert", "fine".
SHORTEST = 5
# Two slips in a shorter word make another word of it: "arduino" became "arguing".
TWO_SLIPS_FROM = 8
# The letters that people get right; with two slips, three of them.
SAME_START = 1
SAME_START_OF_TWO = 3
# Letters by which names differ from the words that are like them, as slips do not: see `may_be_a_name`.
VOWELS = frozenset("aeiouy")
SOUND_ALIKE = str.maketrans("cz", "ss")
# "over fitting" is meant as one word where the corpus writes it so, in more than one passage.
PART_SHORTEST = 3
JOINED_SHORTEST = 7
JOINED_LEAST = 2


class Speller:
    """Repairs queries by the words of one corpus."""

    def __init__(
        self, spelt: Callable[[], Mapping[str, int]], holds: Callable[[str], bool], is_word: Callable[[str], bool]
    ) -> None:
        """`spelt`: the corpus' words with their counts, read when first needed.

        `holds` says whether the corpus has a word in some form, `is_word` whether the model knows it.
        """
        self._read = spelt
        self._holds = holds
        self._is_word = is_word

    @cached_property
    def _spelt(self) -> Mapping[str, int]:
        return self._read()

    @cached_property
    def _by_start(self) -> dict[tuple[str, int], list[str]]:
        """Words of letters alone by their first letter and length."""
        found: dict[tuple[str, int], list[str]] = {}
        for word in self._spelt:
            if len(word) >= SHORTEST - 1 and word.isalpha():
                found.setdefault((word[:SAME_START], len(word)), []).append(word)
        return found

    def repair(self, query: str) -> str:
        """The query with its slips mended; the query itself where there are none."""
        return self._join(WORD.sub(lambda match: self._meant(match.group()), query))

    def _meant(self, word: str) -> str:
        lower = word.lower()
        is_plain = lower.isalpha() and word[1:] == lower[1:]
        if len(word) < SHORTEST or not is_plain or self._holds(lower) or self._is_word(lower):
            return word
        slips = 2 if len(word) >= TWO_SLIPS_FROM else 1
        best: tuple[int, bool, int, str] | None = None
        for length in range(len(word) - slips, len(word) + slips + 1):
            for other in self._by_start.get((lower[:SAME_START], length), ()):
                distance = slips_between(lower, other, slips)
                if distance > slips or (distance == 2 and lower[:SAME_START_OF_TWO] != other[:SAME_START_OF_TWO]):
                    continue
                candidate = (distance, may_be_a_name(lower, other), -self._spelt[other], other)
                best = candidate if best is None else min(best, candidate)
        if best is None:
            return word
        return f"{word} {best[3]}" if best[1] else best[3]

    def _join(self, query: str) -> str:
        """Two words that the corpus writes as one are followed by that one: 'drop out dropout at test time'."""
        found = list(WORD.finditer(query))
        for first, second in reversed(list(itertools.pairwise(found))):
            word = (first.group() + second.group()).lower()
            is_pair = query[first.end() : second.start()] == " " and word.isalpha()
            is_long = min(len(first.group()), len(second.group())) >= PART_SHORTEST and len(word) >= JOINED_SHORTEST
            if is_pair and is_long and self._spelt.get(word, 0) >= JOINED_LEAST:
                query = f"{query[: second.end()]} {word}{query[second.end() :]}"
        return query


def may_be_a_name(typed: str, word: str) -> bool:
    """Whether `typed`, a slip or two from `word`, has a consonant that is none of the word's, or ends otherwise.

    Slips drop, double and swap letters and confuse vowels; names are made of other consonants (flask and flash,
    fastapi and fastai, pinot and pilot) and endings (spacy and space). Of 372 names of tools, foods and towns 24 were
    taken for slips, and 23 differ so (not vertica and vertical); of our labels' 90 slips two do.
    """
    foreign = set(typed.translate(SOUND_ALIKE)) - set(word.translate(SOUND_ALIKE)) - VOWELS
    return bool(foreign) or typed[-1] not in word[-2:]


def slips_between(a: str, b: str, most: int) -> int:
    """Letters dropped, added, changed or swapped with their neighbour to make b of a; `most` + 1 beyond `most`.

    Source: optimal string alignment distance, Damerau (1964).
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
