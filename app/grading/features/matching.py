"""An answer held against a prepared question: features of every (window, wording).

Decides what windows and wordings share: meaning (cosine), content words, word order (pairs),
polarity and opposite terms; a number is a word that must be the same. What that is worth is for the coefficients.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.grading.features.slips import repair
from app.grading.prepared_question import Matrix, PreparedQuestion, Said
from ingest.embedding.embedder import Embedder, Vectors, as_far_as_read
from ingest.language.opposites import OPPOSITES
from ingest.language.sentences import Window, windows
from ingest.language.text import Span, Text
from ingest.language.tokens import DISBELIEF, Token, denies

FEATURES = ("cosine", "recall", "pair_recall", "polarity_clash", "opposite_clash")


@dataclass(frozen=True)
class Reading:
    """An answer cut into n windows; `vectors` float32 (n, d) L2-normalised, `whole` (d,) that of the answer."""

    answer: Text
    windows: tuple[Window, ...]
    tokens: tuple[tuple[Token, ...], ...]
    vectors: Vectors
    whole: Vectors

    @cached_property
    def single(self) -> tuple[int, ...]:
        """The rows of the windows of one unit."""
        return tuple(row for row, window in enumerate(self.windows) if len(window.units) == 1)

    def text(self, row: int) -> str:
        """The candidate's words in a window."""
        return self.answer.raw[self.windows[row].start : self.windows[row].end]

    def ended(self, row: int) -> str:
        """The same, with a full stop where a sentence ends that has none: so the reader was taught."""
        is_bare = self.windows[row].end - 1 in self.answer.stops
        return f"{self.text(row).rstrip(',:')}." if is_bare else self.text(row)

    def alone(self, row: int) -> list[int]:
        """The windows of one unit that stand in the window of `row`."""
        inside = self.windows[row].units
        return [at for at, window in enumerate(self.windows) if len(window.units) == 1 and window.units[0] in inside]

    def denials(self, row: int) -> Counter[str]:
        """The words that deny in the sentences, up to their full stops, that a window stands in."""
        window = self.windows[row]
        stands_in = [span for span in self._full_sentences if span[0] < window.end and window.start < span[1]]
        first, last = stands_in[0][0], stands_in[-1][1]
        words = (token.text for token in self.answer.tokens if first <= token.start < last)
        return Counter(word for word in words if denies(word) or word in DISBELIEF)

    @cached_property
    def _full_sentences(self) -> list[Span]:
        """The sentences, also those that a semicolon divides: what comes before it may be "it is not true that"."""
        full: list[Span] = []
        for start, end in self.answer.sentences:
            goes_on = bool(full) and self.answer.raw[full[-1][1] - 1] == ";"
            full.append((full.pop()[0] if goes_on else start, end))
        return full

    def only(self, rows: Sequence[int]) -> "Reading":
        """The reading with the windows of `rows` alone."""
        kept = list(rows)
        return Reading(
            self.answer,
            tuple(self.windows[row] for row in kept),
            tuple(self.tokens[row] for row in kept),
            self.vectors[kept],
            self.whole,
        )


def read_answer(answer: Text, embedder: Embedder, prepared: PreparedQuestion) -> Reading:
    """Cut and embed an answer: one batched call, a pair of units gets the mean of their vectors.

    Raises:
        ValueError: the answer holds no letter and no digit; the gate is there to catch that.
    """
    return with_vectors(answer, unit_vectors(answer, embedder), prepared)


def unit_vectors(answer: Text, embedder: Embedder) -> Vectors:
    """The vectors of an answer's units, float32 (units, d), rows L2-normalised; they hang on no question.

    Raises:
        ValueError: the answer holds no letter and no digit.
    """
    if not answer.units:
        raise ValueError("nothing to read: the answer holds no word")
    return embedder.encode([as_far_as_read(answer.part(piece), embedder) for piece in answer.units])


def with_vectors(answer: Text, vectors: Vectors, prepared: PreparedQuestion) -> Reading:
    """The reading of an answer whose units have these vectors."""
    pieces = answer.units
    cut = windows(pieces)
    known = prepared.lexicon.columns
    # The whole answer is cut to tokens, not each piece: "it is not true that" denies the rest of a long sentence too.
    by_unit = _by_unit(repair(answer.tokens, known), pieces)
    joined = [tuple(chain.from_iterable(by_unit[unit] for unit in window.units)) for window in cut]
    return Reading(answer, tuple(cut), tuple(joined), _of_windows(cut, vectors), unit_length(vectors.sum(0)))


def _of_windows(cut: Sequence[Window], vectors: Vectors) -> Vectors:
    """The vectors of windows of one or two units from those of the units: float32 (windows, d), rows L2-normalised.

    By rows, not by a matrix of windows and units: of an answer of 60,000 sentences that took 27 GiB.
    """
    first, last = [window.units[0] for window in cut], [window.units[-1] for window in cut]
    # A unit alone is counted twice; scaling to length 1 takes that back.
    return unit_length(vectors[first] + vectors[last])


def _by_unit(found: Sequence[Token], pieces: Sequence[tuple[int, int]]) -> list[list[Token]]:
    starts = [start for start, _ in pieces]
    units_of: list[list[Token]] = [[] for _ in pieces]
    for token in found:
        at = bisect_right(starts, token.start) - 1
        if at >= 0 and token.start < pieces[at][1]:
            units_of[at].append(token)
    return units_of


def features(vectors: Vectors, said: Said, prepared: PreparedQuestion) -> NDArray[np.float32]:
    """Features of every (window, wording): float32 (n, m, len(FEATURES)), in the order of FEATURES.

    `vectors` float32 (n, d) are those of the windows, `said` their words.
    """
    meant = prepared.said
    weights = prepared.lexicon.weights
    total = np.maximum(prepared.weighted.sum(1), 1e-6)
    same = said.affirmed @ (meant.affirmed * weights).T + said.denied @ (meant.denied * weights).T
    shared = said.presence @ prepared.weighted.T
    return np.stack(
        [
            vectors @ prepared.vectors.T,
            np.minimum(same, total) / total,
            (said.pairs @ meant.pairs.T) / np.maximum(meant.pairs.sum(1), 1.0),
            np.maximum(shared - same, 0) / np.maximum(shared, 1.0),
            _opposites(said.presence, prepared),
        ],
        axis=2,
    ).astype(np.float32)


def _opposites(presence: Matrix, prepared: PreparedQuestion) -> Matrix:
    """1 where the window says the opposite of a word of the wording and lacks the word itself: (n, m)."""
    columns = prepared.lexicon.columns
    known = [(columns[left], columns[right]) for left, right in OPPOSITES if left in columns and right in columns]
    left, right = np.array(known, dtype=np.int64).reshape(-1, 2).T
    said, meant = np.concatenate([left, right]), np.concatenate([right, left])
    window = presence[:, said] * (1 - presence[:, meant])
    wording = prepared.said.presence[:, meant] * (1 - prepared.said.presence[:, said])
    clash: Matrix = np.minimum(window @ wording.T, 1)
    return clash


def unit_length(vectors: Vectors) -> Vectors:
    """The rows, or the vector, scaled to length 1; a zero vector stays zero."""
    scaled: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return scaled


def beyond(vectors: Vectors, direction: Vectors) -> Vectors:
    """The rows without their part along `direction`: what they say beyond the question. Rows L2-normalised."""
    return unit_length(vectors - np.outer(vectors @ direction, direction))
