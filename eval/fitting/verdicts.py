"""Fit how what was read becomes the state of a key point: `coach fit verdicts` writes app/reading/verdict.json.

Decides on which answers, none of them to a question that the reader was taught: of whole answers the annotated ones of
the side `tune` and two sets of independent ones, each set counting as much as the others. The annotated ones are by the
hands that wrote what the reader was taught, and of them alone it was too sure. Of brief answers a sentence
or two of the annotated ones, and the short answers to follow-ups. Few weights, shrunk.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.grading.offline import OfflineGrader
from app.interview.turn import narrowed
from app.reading.outcome import STATES, PointState
from app.reading.verdict import BRIEF_WORDS, FEATURES, WEIGHTS, Form, Weights
from app.settings import Settings
from eval.grading.follow_ups import read_follow_ups
from eval.grading.gold_cases import labelled_bank
from eval.grading.verdict_cases import VerdictCase, question_of, read_cases
from eval.reading.annotated import AnnotatedQuestion, read_annotated, state_of
from eval.reading.texts import TEXTS, Side, read_sides
from ingest.bank.questions import KeyPoint, Question, load_bank
from ingest.embedding.embedder import load_embedder

Floats = NDArray[np.float64]
CASES = TEXTS.parent
# Sets of answers by other hands that are for choices; the others of the folder are for figures alone.
INDEPENDENT = ("opened", "fresh")
# Chosen by the likelihood of answers to questions that a fit has not seen, out of powers of ten.
PENALTY = 0.1
SEED = 20


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer with the place in STATES of each of its question's points that was labelled.

    `counts`: what each of its points counts beside those of other answers.
    """

    question: Question
    answer: str
    labels: dict[str, int]
    counts: float = 1.0
    is_follow_up: bool = False


def whole_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """Whole answers to questions that the reader was not taught."""
    annotated = [one for one in tune_answers(bank) if not _is_brief(one)]
    known = {question.id: question for question in bank}
    found = list(annotated)
    for name in INDEPENDENT:
        cases = [_labelled(case, known) for case in read_cases(CASES / "independent" / f"{name}.jsonl")]
        share = _points(annotated) / _points(cases)
        found += [replace(one, counts=share) for one in cases]
    return found


def _labelled(case: VerdictCase, known: Mapping[str, Question]) -> LabelledAnswer:
    labels = {point: STATES.index(PointState(label)) for point, label in case.labels.items()}
    return LabelledAnswer(question_of(case, known), case.answer, labels)


def brief_answers(bank: Sequence[Question]) -> list[LabelledAnswer]:
    """A sentence or two to questions that the reader was not taught."""
    cut = [one for one in tune_answers(bank) if _is_brief(one)]
    sides, then = read_sides(), {question.id: question for question in labelled_bank(CASES, bank)}
    short = []
    for row in read_follow_ups(CASES):
        if sides.side(row.question_id) is Side.TUNE and row.question_id in then:
            question = then[row.question_id]
            point = next((point for point in question.key_points if point.id == row.point_id), None)
            if point is not None:
                asked = narrowed(question, point.id, point.follow_up)
                told = [*((text, PointState.MET) for text in row.right), (row.wrong, PointState.CONTRADICTED)]
                short += [
                    LabelledAnswer(asked, text, {point.id: STATES.index(state)}, is_follow_up=True)
                    for text, state in told
                ]
    share = _points(cut) / max(2 * _points(short), 1)
    return [*cut, *(replace(one, counts=min(share, 1.0)) for one in short)]


def _is_brief(one: LabelledAnswer) -> bool:
    return len(one.answer.split()) <= BRIEF_WORDS


def _points(answers: Sequence[LabelledAnswer]) -> int:
    return sum(len(one.labels) for one in answers)


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
        read = grader.points_read(one.question, one.answer, is_follow_up=one.is_follow_up)
        for point, seen in zip(one.question.key_points, read, strict=True):
            if point.id in one.labels:
                rows.append(seen.features)
                labels.append(one.labels[point.id])
                weights.append(one.counts)
    return np.array(rows), np.array(labels, dtype=np.int64), np.array(weights)


def fit(rows: Floats, labels: NDArray[np.int64], weights: Floats, penalty: float = PENALTY) -> Form:
    """Weights under which the labels are most likely, held near 0 by `penalty`."""
    scaled = weights / weights.mean()
    model = LogisticRegression(C=penalty, max_iter=3000).fit(rows, labels, sample_weight=scaled)
    if len(model.classes_) != len(STATES):
        raise ValueError(f"the answers hold the states {model.classes_}, all {len(STATES)} are needed")
    return Form(
        slopes=tuple(tuple(round(float(value), 4) for value in row) for row in model.coef_),
        offsets=tuple(round(float(value), 4) for value in model.intercept_),
    )


def fit_verdicts(settings: Settings, out: Path = WEIGHTS) -> str:
    """Fit the form of whole and of brief answers, write them, and tell how many points and which weights."""
    bank = load_bank(settings.corpus / "questions")
    grader = OfflineGrader(load_embedder(settings.models_folder))
    forms, table = {}, [f"{', '.join(FEATURES)}, offset"]
    for name, answers in (("whole", whole_answers(bank)), ("brief", brief_answers(bank))):
        rows, labels, weights = read_rows(answers, grader)
        forms[name] = fitted = fit(rows, labels, weights)
        table.append(f"{name}: {len(answers)} answers, {len(labels)} points")
        for state, slopes, offset in zip(STATES, fitted.slopes, fitted.offsets, strict=True):
            table.append(f"  {state.value:<14}" + " ".join(f"{value:7.3f}" for value in (*slopes, offset)))
    out.write_text(json.dumps(Weights(**forms).model_dump(), indent=1) + "\n", encoding="utf-8")
    return "\n".join(table)
