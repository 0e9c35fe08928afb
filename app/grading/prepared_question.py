"""A question made ready for grading: its wordings as vectors and as weighted words.

Decides which texts stand for a key point or a wrong statement and what each of their words weighs.
It depends on the question alone, so it is made once and kept (see offline.py).
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.grading.drawn_points import asked
from app.grading.features.swaps import Contrasts, contrasts
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder, Vectors, as_far_as_read
from ingest.language.numbers import Number, numbers, worded
from ingest.language.opposites import OPPOSITES
from ingest.language.tokens import Token, tokens

Matrix = NDArray[np.float32]
Rows = NDArray[np.int64]

# A word that the question already says proves little when the answer says it too.
QUESTION_WORD_WEIGHT = 0.3


@dataclass(frozen=True)
class Wording:
    """One way to say a key point or a wrong statement, whose index is `point` or `wrong`.

    `anchor` is the index of the key point that this passage of the question's strong answer says; `denials`, the
    words that deny in the sentence that it stands in there.
    """

    text: str
    point: int = -1
    wrong: int = -1
    anchor: int = -1
    denials: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Anchor:
    """A passage of the strong answer that says the key point of index `point`.

    It is read as an answer's window is: tokens cut in context, `vector` float32 (d,). `denials`: as in Wording.
    """

    point: int
    text: str
    denials: Counter[str]
    tokens: tuple[Token, ...]
    vector: Vectors


@dataclass(frozen=True)
class StrongAnswer:
    """The windows of the strong answer: `vectors` float32 (windows, d); `may_say` bool (windows, points).

    The latter tells whether a window touches a passage that is marked as saying a point; any may say one without marks.
    """

    vectors: Vectors
    may_say: NDArray[np.bool_]


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

    @cached_property
    def presence(self) -> Matrix:
        """The words that are there, one way or the other: float32 (n, v)."""
        return np.maximum(self.affirmed, self.denied)


@dataclass(frozen=True)
class PreparedQuestion:
    """A prepared question with m wordings over v words and p word pairs: of the points in order, wrong ones, anchors.

    `vectors` float32 (m, d) L2-normalised; `said` and `tokens` the words of the m wordings; `question_vector` (d,);
    `strong` is None in one without anchors.
    What follows from them is found once: found anew for every point of every answer, it was 0.3 ms of a grade.
    """

    question: Question
    wordings: tuple[Wording, ...]
    vectors: Vectors
    lexicon: Lexicon
    said: Said
    tokens: tuple[tuple[Token, ...], ...]
    question_vector: Vectors
    strong: StrongAnswer | None = None

    @cached_property
    def rows(self) -> tuple[Rows, ...]:
        """The wordings of each key point."""
        points = range(len(self.question.key_points))
        return tuple(_rows(wording.point == point for wording in self.wordings) for point in points)

    @cached_property
    def point_rows(self) -> Rows:
        """The wordings of all key points."""
        return _rows(wording.point >= 0 for wording in self.wordings)

    @cached_property
    def subject(self) -> Vectors:
        """What the question and its points are about as a whole: float32 (d,), L2-normalised."""
        points = self.vectors[self.point_rows].sum(0)
        both = points / max(float(np.linalg.norm(points)), 1e-9) + self.question_vector
        subject: Vectors = both / max(float(np.linalg.norm(both)), 1e-9)
        return subject

    @cached_property
    def wrong_rows(self) -> Rows:
        """The wrong statements."""
        return _rows(wording.wrong >= 0 for wording in self.wordings)

    @cached_property
    def anchor_rows(self) -> Rows:
        """The passages of the strong answer that say a key point; none in one without anchors."""
        return _rows(wording.anchor >= 0 for wording in self.wordings)

    @cached_property
    def anchors(self) -> tuple[Rows, ...]:
        """Those of each key point."""
        points = range(len(self.question.key_points))
        return tuple(_rows(wording.anchor == point for wording in self.wordings) for point in points)

    @cached_property
    def weighted(self) -> Matrix:
        """What each word weighs that a wording has: float32 (m, v)."""
        weighted: Matrix = self.said.presence * self.lexicon.weights
        return weighted

    @cached_property
    def contrasts(self) -> Contrasts:
        """On which side of each pair of opposites the words of the question stand."""
        of_points = [
            [self.tokens[row] for row in (*rows, *anchors)]
            for rows, anchors in zip(self.rows, self.anchors, strict=True)
        ]
        versions = (asked(self.question), *self.question.variants)
        return contrasts(of_points, [tokens(self.question.strong_answer)], [tokens(text) for text in versions])

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number that the question, its key points and its strong answer give."""
        rows = np.concatenate([self.point_rows, self.anchor_rows])
        facts = (clarification.fact for clarification in self.question.clarifying)
        texts = (asked(self.question), self.question.strong_answer, *(self.wordings[row].text for row in rows), *facts)
        found = [one for text in texts for one in (*numbers(text).written, *worded(tokens(text)))]
        return tuple({(one.value, one.to): one for one in found}.values())

    @cached_property
    def given(self) -> tuple[Number, ...]:
        """The numbers that the question itself gives."""
        text = asked(self.question)
        return (*numbers(text).written, *worded(tokens(text)))

    def best(self, values: Matrix) -> Matrix:
        """Of values of every wording the best of each key point's: (..., m) -> (..., points)."""
        best: Matrix = np.maximum.reduceat(values[..., : len(self.point_rows)], self._starts, axis=-1)
        return best

    @cached_property
    def _starts(self) -> Rows:
        return np.array([rows[0] for rows in self.rows], dtype=np.int64)


def _rows(chosen: Iterable[bool]) -> Rows:
    return np.flatnonzero(list(chosen)).astype(np.int64)


def wordings_of(question: Question) -> tuple[Wording, ...]:
    """Every text that stands for a key point or for a wrong statement."""
    found = [
        Wording(text, point=number)
        for number, point in enumerate(question.key_points)
        for text in (point.text, *point.other_wordings)
    ]
    found += [Wording(wrong.text, wrong=number) for number, wrong in enumerate(question.wrong_statements)]
    return tuple(found)


def texts_of(question: Question) -> tuple[str, ...]:
    """The texts that `prepare` embeds, in its order."""
    return (*(wording.text for wording in wordings_of(question)), question.text)


def prepare(question: Question, embedder: Embedder) -> PreparedQuestion:
    """Read and embed everything that grading needs to know of a question; one batched call is made."""
    wordings = wordings_of(question)
    embedded = embedder.encode([as_far_as_read(text, embedder) for text in texts_of(question)])
    return _prepared(question, wordings, [tuple(tokens(one.text)) for one in wordings], embedded[:-1], embedded[-1])


def with_anchors(prepared: PreparedQuestion, anchors: Sequence[Anchor], strong: StrongAnswer) -> PreparedQuestion:
    """The prepared question with passages of the strong answer, in the order of the key points that they say."""
    anchored = _prepared(
        prepared.question,
        prepared.wordings
        + tuple(Wording(anchor.text, anchor=anchor.point, denials=anchor.denials) for anchor in anchors),
        [*prepared.tokens, *(anchor.tokens for anchor in anchors)],
        np.concatenate([prepared.vectors, *(anchor.vector[None, :] for anchor in anchors)]),
        prepared.question_vector,
    )
    return replace(anchored, strong=strong)


def _prepared(
    question: Question,
    wordings: tuple[Wording, ...],
    cut: Sequence[tuple[Token, ...]],
    vectors: Vectors,
    asked_for: Vectors,
) -> PreparedQuestion:
    lexicon = _lexicon(cut, asked(question))
    return PreparedQuestion(
        question=question,
        wordings=wordings,
        vectors=vectors,
        lexicon=lexicon,
        said=read(cut, lexicon),
        tokens=tuple(cut),
        question_vector=asked_for,
    )


def read(texts: Sequence[tuple[Token, ...]], lexicon: Lexicon) -> Said:
    """Look for the lexicon's words in each text."""
    affirmed = np.zeros((len(texts), len(lexicon.columns)), dtype=np.float32)
    denied = np.zeros_like(affirmed)
    pairs = np.zeros((len(texts), max(1, len(lexicon.pairs))), dtype=np.float32)
    for row, text in enumerate(texts):
        before = ""
        for token in text:
            root = token.stem
            if not root:
                continue
            column = lexicon.columns.get(root)
            if column is not None:
                (denied if token.negated else affirmed)[row, column] = 1.0
            pair = lexicon.pairs.get((before, root))
            if pair is not None:
                pairs[row, pair] = 1.0
            before = root
    return Said(affirmed, denied, pairs)


def _lexicon(texts: Sequence[tuple[Token, ...]], question: str) -> Lexicon:
    asked = frozenset(token.stem for token in tokens(question) if token.stem)
    columns: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for text in texts:
        stems = [token.stem for token in text if token.stem]
        for root in stems:
            columns.setdefault(root, len(columns))
        for pair in itertools.pairwise(stems):
            pairs.setdefault(pair, len(pairs))
    weights = [QUESTION_WORD_WEIGHT if root in asked else 1.0 for root in columns]
    # The opposite of a word is read too where no text has it, and weighs nothing: "K-means maximizes the distance".
    for pair in OPPOSITES:
        for own, other in (pair, pair[::-1]):
            if own in columns and other not in columns:
                columns[other] = len(columns)
                weights.append(0.0)
    return Lexicon(columns, pairs, np.array(weights, dtype=np.float32), asked)
