"""The steps of the embedder's training: which questions share a batch, and what each is held against.

A batch holds the questions of neighbouring answers, since a question's hard part is the answer beside the right one;
each is to lie nearer to what answers it than to what answers the others. What that is changes from step to step: a
window of the note, the answer itself, another wording. Which texts there are is for wordings.py.

Source: negatives that the upstream model holds for right are left out, as in https://arxiv.org/abs/2402.16829.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from eval.embedding.wordings import Questions
from ingest.embedding.embedder import Vectors

# What a question is to lie near to, step after step.
KINDS = ("window", "wording", "answer", "wording")
# Answers whose questions may share a batch with those of an answer, and how many of them do.
NEIGHBOURS, BESIDE = 12, 3


@dataclass(frozen=True)
class Run:
    """What a training run is: the same values and texts give the same figures.

    `scale`: one over the temperature of the softmax. `likeness`: a negative whose cosine with the right text is above
    it, by the upstream model, is left out. `back`: what the loss from answer to question counts.
    """

    seed: int = 1
    steps: int = 1100
    batch: int = 48
    rate: float = 6e-5
    warm_up: int = 100
    scale: float = 20.0
    likeness: float = 0.9
    back: float = 0.5


@dataclass(frozen=True)
class UpstreamVectors:
    """By the upstream model, rows L2-normalised: (answers, 384), (windows, 384), (questions, 384)."""

    answers: Vectors
    windows: Vectors
    wordings: Vectors


@dataclass(frozen=True)
class Step:
    """Questions and what answers each; `negative`, bool (batch, batch): what the question of a row is held against."""

    questions: list[str]
    answers: list[str]
    negative: np.ndarray


def steps_of(run: Run, questions: Questions, vectors: UpstreamVectors) -> Iterator[Step]:
    """All steps of a run."""
    drawing = _Drawing(run, questions, vectors)
    return (drawing.step(KINDS[number % len(KINDS)]) for number in range(run.steps))


class _Drawing:
    """Draws steps, one after another."""

    def __init__(self, run: Run, questions: Questions, vectors: UpstreamVectors) -> None:
        self._rng = random.Random(run.seed)  # noqa: S311  (no secret)
        self._run, self._questions, self._vectors = run, questions, vectors
        taught = np.flatnonzero(~questions.held_out())
        likeness = vectors.answers[taught] @ vectors.answers[taught].T
        np.fill_diagonal(likeness, -1)
        nearest = taught[np.argsort(-likeness)[:, :NEIGHBOURS]].tolist()
        self._near = dict(zip(taught.tolist(), nearest, strict=True))
        self._wordings = {row: np.flatnonzero(questions.answer_of == row).tolist() for row in self._near}
        self._unasked: dict[int, list[int]] = {row: [] for row in self._near}

    def step(self, kind: str) -> Step:
        """Questions to neighbouring answers, and what of `kind` answers each."""
        rows = _batch(self._rng, self._near, self._run.batch)
        asked = [_next(self._rng, self._wordings[row], self._unasked[row]) for row in rows]
        texts, vectors, also_right = self._answering(kind, rows, asked)
        negative = ~also_right & (vectors @ vectors.T <= self._run.likeness)
        return Step([self._questions.wordings[at] for at in asked], texts, negative)

    def _answering(self, kind: str, rows: list[int], asked: list[int]) -> tuple[list[str], Vectors, np.ndarray]:
        questions = self._questions
        also_right = np.zeros((len(rows), len(rows)), dtype=bool)
        if kind == "window":
            picked = [self._rng.choice(list(questions.windows_of[row])) for row in rows]
            also_right = np.array([[at in questions.windows_of[row] for at in picked] for row in rows])
            return [questions.windows[at] for at in picked], self._vectors.windows[picked], also_right
        if kind == "answer":
            return [questions.answers[row].text for row in rows], self._vectors.answers[rows], also_right
        others = [
            self._rng.choice([at for at in self._wordings[row] if at != one] or [one])
            for row, one in zip(rows, asked, strict=True)
        ]
        return [questions.wordings[at] for at in others], self._vectors.wordings[others], also_right


def _batch(rng: random.Random, near: dict[int, list[int]], size: int) -> list[int]:
    rows: dict[int, None] = {}
    while len(rows) < size:
        row = rng.choice(list(near))
        rows.update(dict.fromkeys((row, *rng.sample(near[row], BESIDE))))
    return list(rows)[:size]


def _next(rng: random.Random, all_of_it: list[int], unseen: list[int]) -> int:
    """A question that has not been taken since all of an answer's were."""
    if not unseen:
        unseen += rng.sample(all_of_it, len(all_of_it))
    return unseen.pop()
