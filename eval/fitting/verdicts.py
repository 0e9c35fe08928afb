"""Fit how what was read becomes the state of a key point: `coach fit verdicts` writes app/reading/verdict.json.

Decides on which answers: the annotated ones to questions of the side `tune`, which the reader has not been taught. They
hold as many denials as claims; with gold answers and follow-ups beside them, where hardly anybody denies anything, 0.21
of the denied points of the opened independent answers got credit, and not 0.17. Of each answer a sentence or two are
read alone as well: of so little the reader thinks too well. Few weights, shrunk.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.grading.offline import OfflineGrader
from app.reading.outcome import STATES
from app.reading.verdict import FEATURES, WEIGHTS, Weights
from app.settings import Settings
from eval.reading.annotated import AnnotatedQuestion, read_annotated, state_of
from eval.reading.texts import Side, read_sides
from ingest.bank.questions import KeyPoint, Question, load_bank
from ingest.embedding.embedder import load_embedder

Floats = NDArray[np.float64]
# Chosen by the likelihood of answers to questions that a fit has not seen, out of powers of ten.
PENALTY = 0.1
SEED = 20


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer with the place in STATES of each of its question's points that was labelled."""

    question: Question
    answer: str
    labels: dict[str, int]


def tune_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """All annotated answers to questions of the side `tune` that the bank still has."""
    sides, now = read_sides(), {question.id: question for question in bank}
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    return [
        answer
        for annotated in read_annotated()
        if sides.side(annotated.question_id) is Side.TUNE and annotated.question_id in now
        for answer in _annotated(annotated, now[annotated.question_id], rng)
    ]


def _annotated(annotated: AnnotatedQuestion, question: Question, rng: random.Random) -> list[LabelledAnswer]:
    drawn = tuple(KeyPoint(id=point.id, text=point.text) for point in annotated.points)
    same = {(point.id, point.text): point for point in question.key_points}
    points = tuple(same.get((point.id, point.text), point) for point in drawn)
    asked = question.model_copy(update={"text": annotated.question, "key_points": points, "wrong_statements": ()})
    found = []
    for answer in annotated.answers:
        start, length = rng.randrange(len(answer.sentences)), rng.randint(1, 2)
        for sentences in (answer.sentences, answer.sentences[start : start + length]):
            labels = {
                point.id: STATES.index(state_of(sentences, number))
                for number, point in enumerate(annotated.points, start=1)
            }
            found.append(LabelledAnswer(asked, " ".join(sentence.text for sentence in sentences), labels))
    return found


def read_rows(answers: Sequence[LabelledAnswer], grader: OfflineGrader) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Features float64 (points, FEATURES), labels int64 (points,), and what each point weighs, float64 (points,)."""
    rows, labels, weights = [], [], []
    for one in answers:
        read = grader.points_read(one.question, one.answer)
        for point, seen in zip(one.question.key_points, read, strict=True):
            if point.id in one.labels:
                rows.append(seen.features)
                labels.append(one.labels[point.id])
                weights.append(1 / len(one.labels))
    return np.array(rows), np.array(labels, dtype=np.int64), np.array(weights)


def fit(rows: Floats, labels: NDArray[np.int64], weights: Floats, penalty: float = PENALTY) -> Weights:
    """Weights under which the labels are most likely, held near 0 by `penalty`."""
    scaled = weights / weights.mean()
    model = LogisticRegression(C=penalty, max_iter=3000).fit(rows, labels, sample_weight=scaled)
    if len(model.classes_) != len(STATES):
        raise ValueError(f"the answers hold the states {model.classes_}, all {len(STATES)} are needed")
    return Weights(
        slopes=tuple(tuple(round(float(value), 4) for value in row) for row in model.coef_),
        offsets=tuple(round(float(value), 4) for value in model.intercept_),
    )


def fit_verdicts(settings: Settings, out: Path = WEIGHTS) -> str:
    """Fit on all tune answers, write the weights, and tell how many points and which weights."""
    answers = tune_answers(load_bank(settings.corpus / "questions"))
    rows, labels, weights = read_rows(answers, OfflineGrader(load_embedder(settings.models_folder)))
    fitted = fit(rows, labels, weights)
    out.write_text(json.dumps(fitted.model_dump(), indent=1) + "\n", encoding="utf-8")
    table = [f"{len(answers)} answers, {len(labels)} points; {', '.join(FEATURES)}, offset"]
    for state, slopes, offset in zip(STATES, fitted.slopes, fitted.offsets, strict=True):
        table.append(f"  {state.value:<14}" + " ".join(f"{value:7.3f}" for value in (*slopes, offset)))
    return "\n".join(table)
