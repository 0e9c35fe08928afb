"""Examples for the point coefficients: what labels and construction say about (answer, key point).

Decides which answers the fit may see: the gold answers' train half, which are labelled, and answers made
from the bank questions of the same half (strong, terse, wrong, of another question, with a point left out).
The fit itself is in grader.py.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from app.grading.features.point_features import POINT_FEATURES
from app.grading.gate.gate import gate
from app.grading.offline import OfflineGrader
from app.grading.scoring import Logistic
from app.interview.grade import CREDIT
from eval.attacks.red_team import fluent_but_wrong, other_strong, terse, without_points
from eval.grading.gold_cases import GoldCase, Half, half_of
from ingest.bank.questions import Question
from ingest.language.text import Text

Floats = NDArray[np.float64]
# What a kind of example weighs as a whole beside the gold answers' 1: enough that a strong answer is met and that
# an answer to another question is not, too little to drown the labels of answers in other words.
KIND_WEIGHT = {"gold": 1.0, "strong": 0.1, "terse": 0.1, "wrong": 0.3, "other": 0.5, "left out": 0.4}
# Of the features that speak against a point the coefficients must not be above 0, of the others not below.
AGAINST = frozenset({"misworded", "taken"})
RIDGE = 0.02
MADE_QUESTIONS = 70
SEED = 7


@dataclass(frozen=True)
class PointExamples:
    """Features float64 (n, f), credit 0..1 (n,), weights (n,), and of each row its question's id and its kind."""

    features: Floats
    credit: Floats
    weights: Floats
    questions: NDArray[np.str_]
    kinds: NDArray[np.str_]


@dataclass(frozen=True)
class Labelled:
    """An answer with the credit of each key point."""

    kind: str
    question: Question
    answer: str
    credits: tuple[float, ...]


def gold_answers(cases: Sequence[GoldCase], bank: Sequence[Question]) -> Iterator[Labelled]:
    """The labelled answers of the train half."""
    questions = {question.id: question for question in bank}
    for case in cases:
        if case.half is Half.TRAIN and not case.is_partial:
            question = questions[case.question_id]
            yield Labelled(
                "gold", question, case.answer, tuple(CREDIT[case.labels[point.id]] for point in question.key_points)
            )


def made_answers(bank: Sequence[Question], half: Half = Half.TRAIN) -> Iterator[Labelled]:
    """Answers whose credit follows from how they were made, for questions of a half."""
    chosen = [question for question in bank if half_of(question.id) is half]
    random.Random(SEED).shuffle(chosen)  # noqa: S311  a sample, no secret
    for question in chosen[:MADE_QUESTIONS]:
        rng = random.Random(SEED)  # noqa: S311
        count = len(question.key_points)
        nothing, everything = (0.0,) * count, (1.0,) * count
        yield Labelled("strong", question, question.strong_answer, everything)
        yield Labelled("terse", question, terse(question, rng), everything)
        yield Labelled("wrong", question, fluent_but_wrong(question, rng), nothing)
        yield Labelled("other", question, other_strong(question, bank), nothing)
        for left_out in range(count):
            kept = tuple(float(number != left_out) for number in range(count))
            yield Labelled("left out", question, without_points(question, [left_out]), kept)


def read_points(answers: Sequence[Labelled], grader: OfflineGrader) -> PointExamples:
    """Features and credit of every (answer, key point) that passes the gate."""
    rows, credit, questions, kinds = [], [], [], []
    for one in answers:
        if gate(one.question, Text(one.answer)) is not None:
            continue
        for view, points in zip(grader.views(one.question, one.answer), one.credits, strict=True):
            rows.append(view.features)
            credit.append(points)
            questions.append(one.question.id)
            kinds.append(one.kind)
    kind = np.array(kinds)
    weights = np.array([KIND_WEIGHT[name] / int((kind == name).sum()) for name in kinds])
    return PointExamples(np.array(rows, float), np.array(credit), weights, np.array(questions), kind)


def fit_point(examples: PointExamples, use: Sequence[str] = POINT_FEATURES) -> Logistic:
    """Weighted logistic regression on credit with held signs; features not in `use` get a coefficient of 0."""
    spread = examples.features.std(0) + 1e-6
    scaled = examples.features / spread

    def loss(parameters: Floats) -> tuple[float, Floats]:
        logits = scaled @ parameters[1:] + parameters[0]
        residual = examples.weights * (1 / (1 + np.exp(-logits)) - examples.credit)
        value = (examples.weights * (np.logaddexp(0, logits) - examples.credit * logits)).sum()
        slope = np.concatenate([[residual.sum()], scaled.T @ residual + RIDGE * parameters[1:]])
        return float(value + RIDGE * (parameters[1:] ** 2).sum() / 2), slope

    bounds = [(None, None), *(_bound(name, use) for name in POINT_FEATURES)]
    fitted = minimize(loss, np.zeros(len(POINT_FEATURES) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return Logistic(float(fitted[0]), (fitted[1:] / spread).astype(np.float32))


def _bound(name: str, use: Sequence[str]) -> tuple[float | None, float | None]:
    if name not in use:
        return 0.0, 0.0
    return (None, 0.0) if name in AGAINST else (0.0, None)
