"""A misspelt query -> what it was meant to say, in the words of the corpus.

Decides when a word of a query is a slip and of which word. The embedding model cuts "baging" into pieces that mean
nothing, and BM25 finds no such word. `coach eval ablation` measures what this brings: *no mending of slips*.

A word is left alone when the corpus holds it in any form, when the model knows it as one piece (so "league" stays
"league" and does not become "leave"), when it is short, or when it has digits or capitals inside. If the word could be
a name the corpus lacks, the correction is added after it, not put in its place: "flask flash". So the name counts as
missed, and is not answered as if it were the other word.
"""

import itertools
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache

from ingest.index.bm25 import WORD

# A word of four letters is one slip away from too many others: "gpus", "bert", "fine".
SHORTEST = 5
# With two slips, a shorter word may be any other: "arduino" became "arguing".
TWO_SLIPS_FROM = 8
# First letters that people get right: one, or three where there are two slips.
SAME_START = 1
SAME_START_OF_TWO = 3
# Vowels and letters that sound alike are confused in slips, so they do not make a word a name: see `may_be_a_name`.
VOWELS = frozenset("aeiouy")
SOUND_ALIKE = str.maketrans("cz", "ss")
# Unknown words of a query that are looked up, and words whose outcome is kept: 199 unknown words took 6.9 s where
# the corpus has 80,000 words, and no other thread could run meanwhile.
MOST_MENDED = 12
MOST_KEPT = 1024
# "over fitting" means one word if the corpus writes it as one in more than one passage.
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
        # Of one speller, so that two corpora do not share what is found.
        self._nearest = lru_cache(MOST_KEPT)(self._look_up)

    @cached_property
    def _spelt(self) -> Mapping[str, int]:
        return self._read()

    @cached_property
    def _by_start(self) -> dict[tuple[str, int], list[tuple[str, int]]]:
        """Words of letters alone, each with its `letter_bits`, by their first letter and length."""
        found: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for word in self._spelt:
            if len(word) >= SHORTEST - 1 and word.isalpha():
                found.setdefault((word[:SAME_START], len(word)), []).append((word, letter_bits(word)))
        return found

    def repair(self, query: str) -> str:
        """The query with its slips mended; the query itself where there are none."""
        unknown = dict.fromkeys(word for word in WORD.findall(query) if self._is_unknown(word))
        meant = {word: self._nearest(word) for word in itertools.islice(unknown, MOST_MENDED)}
        return self._join(WORD.sub(lambda match: meant.get(match.group(), match.group()), query))

    def _is_unknown(self, word: str) -> bool:
        """Whether a word may be a slip: plain letters, long enough, and neither the corpus nor the model knows it."""
        lower = word.lower()
        is_plain = lower.isalpha() and word[1:] == lower[1:]
        return len(word) >= SHORTEST and is_plain and not self._holds(lower) and not self._is_word(lower)

    def _look_up(self, word: str) -> str:
        """What an unknown word was meant to be, or both where it may be a name; itself where no word is near."""
        lower = word.lower()
        most = 2 if len(word) >= TWO_SLIPS_FROM else 1
        bits = letter_bits(lower)
        best: tuple[int, bool, int, str] | None = None
        for length in range(len(word) - most, len(word) + most + 1):
            for other, other_bits in self._by_start.get((lower[:SAME_START], length), ()):
                slips = most if lower[:SAME_START_OF_TWO] == other[:SAME_START_OF_TWO] else 1
                # A slip puts one letter in the place of another at most, which changes two bits.
                if (bits ^ other_bits).bit_count() > 2 * slips:
                    continue
                distance = slips_between(lower, other, slips)
                if distance <= slips:
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


def apart(query: str) -> str:
    """A mended query without the words that two of its own were joined to: 'drop out at test time'."""
    words = query.split(" ")
    kept = [word for at, word in enumerate(words) if at < 2 or word != "".join(words[at - 2 : at]).lower()]
    return " ".join(kept)


def letter_bits(word: str) -> int:
    """A bit for each letter of a word; some rare letters share one."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def may_be_a_name(typed: str, word: str) -> bool:
    """Whether `typed`, a slip or two from `word`, has a consonant that `word` lacks, or another ending.

    Slips drop, double and swap letters and confuse vowels. Names have other consonants (flask and flash, fastapi and
    fastai, pinot and pilot) or other endings (spacy and space). Of 372 names of tools, foods and towns, 24 were taken
    for slips; 23 of these differ in this way (vertica and vertical do not), and so do 2 of the 90 slips in our labels.
    """
    foreign = set(typed.translate(SOUND_ALIKE)) - set(word.translate(SOUND_ALIKE)) - VOWELS
    return bool(foreign) or typed[-1] not in word[-2:]


def slips_between(a: str, b: str, most: int) -> int:
    """How many letters are dropped, added, changed or swapped with a neighbour to turn a into b; at most `most` + 1.

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
