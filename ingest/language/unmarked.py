"""Where sentences end in words that carry no full stops: dictated, or typed without them. Pure.

Decides which stretch of a text is so written, and where it is cut: at the gaps that a logistic form over the words
around each thinks likely, so that the pieces are about as long as sentences are; the form is fitted on sentences whose
full stops were taken away (`coach fit unmarked`). A stretch that has its ends is left as it is.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("unmarked.json")
# A sentence of so many words, or of so many with less than a mark for each BARE_WORDS, is several without their ends.
RUN_ON_WORDS, BARE_RUN_ON_WORDS, BARE_WORDS = 70, 45, 40
# In a text that has no end but those of its lines, not even a full stop behind it, a shorter one may be two.
UNENDED_WORDS = 26
# A stretch with a mark for so many words and less is cut at its marks alone.
WORDS_PER_MARK = 12
# The words of a piece: the fewest, the most, how many are usual and how far they spread. Cuts that are wrong cost less
# than pieces that are too long: docs/grading.md.
FEWEST_WORDS, MOST_WORDS, USUAL_WORDS, SPREAD_WORDS = 4, 40, 12, 5
# What a cut costs where no mark stands in a stretch that has some: more than any length of its piece.
UNLIKELY = -100.0
# Weights are kept as whole hundredths.
UNIT = 0.01
EDGE = "<>"
# Log odds of a piece of so many words against one of the usual number.
LENGTHS = tuple(-0.5 * ((words - USUAL_WORDS) / SPREAD_WORDS) ** 2 for words in range(MOST_WORDS + 1))
_PIECE = re.compile(r"\S+")
OUTER = ".,;:!?()[]{}<>\"'`*\u2018\u2019\u201c\u201d\u2026\u2013\u2014-"
_MARKS = ",;:)\u2013\u2014"
ENDS = (".", "!", "?", ";", "\u2026")
# An end may have a bracket and a quote behind it.
CLOSED_CHARS = 3
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case, characters [start, end) of the text with its marks. `marked`: a mark stands behind it."""

    text: str
    start: int
    end: int
    marked: bool


@dataclass(frozen=True)
class EndModel:
    """Log odds that a sentence ends between two words: `bias`, and of each feature of the gap its weight in UNIT.

    `bound`: the log odds that a gap needs, where the lengths of the pieces are the same with it and without it.
    """

    bias: float
    bound: float
    weights: Mapping[str, int]

    def log_odds(self, words: Sequence[str], at: int, *, marked: bool) -> float:
        """Of an end behind the word of number `at`."""
        found = sum(self.weights.get(name, 0) for name in gap_features(words, at, marked=marked))
        return self.bias + UNIT * found


@lru_cache(maxsize=1)
def read_model(path: Path = WEIGHTS) -> EndModel:
    """The model that ships."""
    row = json.loads(path.read_text(encoding="utf-8"))
    return EndModel(bias=row["bias"], bound=row["bound"], weights=row["weights"])


def gap_features(words: Sequence[str], at: int, *, marked: bool) -> list[str]:
    """What is seen of the gap behind word `at`: the two words before it and after it, their pairs and endings."""
    before, last = words[at - 1] if at else EDGE, words[at]
    first = words[at + 1] if at + 1 < len(words) else EDGE
    after = words[at + 2] if at + 2 < len(words) else EDGE
    found = [
        f"a {last}",
        f"b {first}",
        f"c {before} {last}",
        f"d {first} {after}",
        f"e {last} {first}",
        f"f {after}",
        f"g {last[-3:]}",
        f"h {first[-3:]}",
        f"i {last[-3:]} {first}",
    ]
    return [*found, ","] if marked else found


def words_in(text: str, start: int, end: int) -> list[Word]:
    """The words of characters [start, end), without the marks around them, numbers as 0; signs alone are none."""
    found: list[Word] = []
    for match in _PIECE.finditer(text, start, end):
        bare = match.group().strip(OUTER).lower().replace("\u2019", "'")
        if found and (not bare or "\n" in text[found[-1].end : match.start()]):
            found[-1] = replace(found[-1], marked=True)
        if bare:
            found.append(Word(_DIGITS.sub("0", bare), match.start(), match.end(), match.group()[-1] in _MARKS))
    return found


def cut_unmarked(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The sentences [start, end) of a text, those that are several without their ends cut where these may have been."""
    is_ended = any(mark in text[max(start, end - CLOSED_CHARS) : end] for start, end in spans for mark in ENDS)
    return tuple(piece for span in spans for piece in _cut(text, *span, is_ended=is_ended))


def _cut(text: str, start: int, end: int, *, is_ended: bool) -> Iterator[tuple[int, int]]:
    size = len(text[start:end].split(maxsplit=RUN_ON_WORDS))
    if size >= (BARE_RUN_ON_WORDS if is_ended else UNENDED_WORDS):
        words = words_in(text, start, end)
        if not is_ended or size > RUN_ON_WORDS or _marks(words) * BARE_WORDS < len(words):
            for at in ends(words, read_model()):
                yield start, words[at].end
                start = words[at + 1].start
    yield start, end


def _marks(words: Sequence[Word]) -> int:
    return sum(word.marked for word in words)


def ends(words: Sequence[Word], model: EndModel) -> list[int]:
    """The numbers of the words behind which a sentence ends, but for the last."""
    texts = [word.text for word in words]
    is_marked = _marks(words) * WORDS_PER_MARK >= len(words)
    odds = {
        at: model.log_odds(texts, at, marked=word.marked)
        for at, word in enumerate(words[:-1])
        if word.marked or not is_marked
    }
    gains = [odds.get(at, UNLIKELY) - model.bound for at in range(len(words) - 1)]
    return _best_cuts(gains, len(words))


def _best_cuts(gains: Sequence[float], size: int) -> list[int]:
    """The gaps at which `size` words are cut so that gains and lengths together are best, by dynamic programming."""
    worth, before = [0.0], [0]
    for stop in range(1, size + 1):
        starts = range(max(0, stop - MOST_WORDS), max(0, stop - FEWEST_WORDS) + 1)
        start = max(starts, key=lambda at: worth[at] + LENGTHS[stop - at])
        gain = gains[stop - 1] if stop < size else 0.0
        worth.append(worth[start] + LENGTHS[stop - start] + gain)
        before.append(start)
    found: list[int] = []
    at = before[size]
    while at:
        found.append(at - 1)
        at = before[at]
    return found[::-1]
