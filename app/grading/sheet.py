"""A question made ready for grading: its wordings as vectors and as weighted words.

Decides which texts stand for a key point or a wrong statement and what each of their words weighs.
It depends on the question alone, so it is made once and kept (see offline.py).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.grading.reference import asked
from app.grading.words import Token, tokens
from ingest.bank import Question
from ingest.embed import Embedder, Vectors

Matrix = NDArray[np.float32]

# A word that the question already says proves little when the answer says it too.
QUESTION_WORD_WEIGHT = 0.3
# An embedded text is cut here: 512 word pieces is what the model reads, and no wording is that long.
MAX_CHARS = 1200


@dataclass(frozen=True)
class Wording:
    """One way to say a key point or a wrong statement, whose index is `point` or `wrong`.

    `anchor` is the index of the key point that this passage of the question's strong answer says.
    """

    text: str
    point: int = -1
    wrong: int = -1
    anchor: int = -1


@dataclass(frozen=True)
class Anchor:
    """A passage of the strong answer, read as an answer's window is: tokens cut in context, `vector` float32 (d,)."""

    text: str
    tokens: tuple[Token, ...]
    vector: Vectors


@dataclass(frozen=True)
class Lexicon:
    """The words that count for a question: column of each stem and of each pair of neighbouring stems."""

    columns: dict[str, int]
    pairs: dict[tuple[str, str], int]
    weights: Matrix
    question_stems: frozenset[str]


@dataclass(frozen=True)
class Said:
    """What n texts say over the lexicon's v words and p pairs: each float32, 0/1.

    `affirmed` (n, v) the words that are said, `denied` (n, v) those said under a negation, `pairs` (n, p).
    """

    affirmed: Matrix
    denied: Matrix
    pairs: Matrix

    @property
    def presence(self) -> Matrix:
        """The words that are there, one way or the other: float32 (n, v)."""
        return np.maximum(self.affirmed, self.denied)


@dataclass(frozen=True)
class Sheet:
    """A prepared question with m wordings over v words and p word pairs.

    `vectors` float32 (m, d) L2-normalised; `said` the words of the m wordings; `question_vector` float32 (d,).
    """

    question: Question
    wordings: tuple[Wording, ...]
    vectors: Vectors
    lexicon: Lexicon
    said: Said
    question_vector: Vectors

    def rows(self, point: int) -> NDArray[np.int64]:
        """The wordings of a key point."""
        return np.array([row for row, wording in enumerate(self.wordings) if wording.point == point], dtype=np.int64)

    @property
    def point_rows(self) -> NDArray[np.int64]:
        """The wordings of all key points."""
        return np.array([row for row, wording in enumerate(self.wordings) if wording.point >= 0], dtype=np.int64)

    @property
    def wrong_rows(self) -> NDArray[np.int64]:
        """The wrong statements."""
        return np.array([row for row, wording in enumerate(self.wordings) if wording.wrong >= 0], dtype=np.int64)

    @property
    def anchor_rows(self) -> NDArray[np.int64]:
        """The passages of the strong answer, one for each key point in order; none in a sheet without anchors."""
        return np.array([row for row, wording in enumerate(self.wordings) if wording.anchor >= 0], dtype=np.int64)


def wordings_of(question: Question) -> tuple[Wording, ...]:
    """Every text that stands for a key point or for a wrong statement."""
    found = [
        Wording(text, point=number)
        for number, point in enumerate(question.key_points)
        for text in (point.text, *point.other_wordings)
    ]
    found += [Wording(wrong.text, wrong=number) for number, wrong in enumerate(question.wrong_statements)]
    return tuple(found)


def prepare(question: Question, embedder: Embedder, anchors: Sequence[Anchor] = ()) -> Sheet:
    """Read and embed everything that grading needs to know of a question.

    Args:
        question: with its key points and wrong statements.
        embedder: one batched call is made.
        anchors: for each key point the passage of the strong answer that says it (see anchors.py).
    """
    wordings = wordings_of(question) + tuple(
        Wording(anchor.text, anchor=number) for number, anchor in enumerate(anchors)
    )
    cut = [tuple(tokens(wording.text)) for wording in wordings_of(question)] + [anchor.tokens for anchor in anchors]
    lexicon = _lexicon(cut, asked(question))
    own = [wording.text[:MAX_CHARS] for wording in wordings[: len(wordings) - len(anchors)]]
    embedded = embedder.encode([*own, question.text[:MAX_CHARS]])
    vectors = np.concatenate([embedded[:-1], *(anchor.vector[None, :] for anchor in anchors)])
    return Sheet(
        question=question,
        wordings=wordings,
        vectors=vectors,
        lexicon=lexicon,
        said=read(cut, lexicon),
        question_vector=embedded[-1],
    )


def read(texts: Sequence[tuple[Token, ...]], lexicon: Lexicon) -> Said:
    """Look for the lexicon's words in each text."""
    affirmed = np.zeros((len(texts), len(lexicon.columns)), dtype=np.float32)
    denied = np.zeros_like(affirmed)
    pairs = np.zeros((len(texts), max(1, len(lexicon.pairs))), dtype=np.float32)
    for row, text in enumerate(texts):
        before = ""
        for token in text:
            if not token.stem:
                continue
            column = lexicon.columns.get(token.stem)
            if column is not None:
                (denied if token.negated else affirmed)[row, column] = 1.0
            pair = lexicon.pairs.get((before, token.stem))
            if pair is not None:
                pairs[row, pair] = 1.0
            before = token.stem
    return Said(affirmed, denied, pairs)


def _lexicon(texts: list[tuple[Token, ...]], question: str) -> Lexicon:
    asked = frozenset(token.stem for token in tokens(question) if token.stem)
    columns: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for text in texts:
        stems = [token.stem for token in text if token.stem]
        for root in stems:
            columns.setdefault(root, len(columns))
        for pair in itertools.pairwise(stems):
            pairs.setdefault(pair, len(pairs))
    weights = np.array([QUESTION_WORD_WEIGHT if root in asked else 1.0 for root in columns], dtype=np.float32)
    return Lexicon(columns, pairs, weights, asked)
