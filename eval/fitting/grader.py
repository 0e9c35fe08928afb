"""Fit the offline grader's coefficients: `coach fit grader --sets FOLDER`.

Decides app/grading/coefficients.json: the reference coefficients from data sets that people graded
(all of them, and for each set the fit that leaves it out), the point coefficients from pairs that
points.py makes. Few coefficients, signs held, strongly shrunk: what is tuned to one set's quirks
does not carry over to the next.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from app.grading.drawn_points import drawn_question
from app.grading.features.matching import read_answer
from app.grading.features.point_features import POINT_FEATURES
from app.grading.features.whole_answer import REFERENCE_FEATURES, reference_features
from app.grading.gate.gate import gate
from app.grading.offline import OfflineGrader
from app.grading.scoring import COEFFICIENTS, Logistic
from app.settings import Settings
from eval.figures.folders import CASES
from eval.fitting.points import fit_point, gold_answers, made_answers, read_points
from eval.grading.dataset import Dataset, ReadAhead, read_dataset, texts_of
from eval.grading.gold_cases import labelled_bank, read_gold
from ingest.bank.questions import load_bank
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text

Floats = NDArray[np.float64]
# Ridge penalty on standardised features: nearly equal weights, which left-out sets like best. From 1 to 10 the mean r
# of the four rises by 0.004 and none falls by more than 0.001; from 10 to 1,000 the mean rises by less than 0.001.
PENALTY = 10.0
# Half of the moments are taken within questions: a question's difficulty is not the answer's doing.
WITHIN = 0.5
# Raise it when a rule of app/grading changes in code; constants and coefficients show in the digest behind it.
VERSION = "offline-4"


@dataclass(frozen=True)
class Examples:
    """Features float64 (n, f) of a data set's gradable answers, the people's scores (n,) and question numbers (n,)."""

    name: str
    features: Floats
    scores: Floats
    questions: NDArray[np.int64]


def read_examples(dataset: Dataset, grader: OfflineGrader, embedder: ReadAhead) -> Examples:
    """Features of every row that passes the gate, against the reference it is nearest to."""
    features, scores, questions = [], [], []
    numbers: dict[str, int] = {}
    for row in dataset.scored:
        text = Text(row.answer)
        drawn = [drawn_question(row.question, reference) for reference in row.all_references]
        open_ones = [question for question in drawn if gate(question, text) is None]
        if not open_ones:
            continue
        found = []
        for question in open_ones:
            prepared = grader.prepared(question)
            found.append(reference_features(read_answer(text, embedder, prepared), prepared))
        features.append(max(found, key=lambda one: float(one.mean())))
        scores.append(row.score)
        questions.append(numbers.setdefault(row.cluster, len(numbers)))
    return Examples(dataset.name, np.array(features, float), np.array(scores), np.array(questions, dtype=np.int64))


def fit_reference(examples: Sequence[Examples]) -> Logistic:
    """Non-negative ridge direction from the sets' centred moments, then a logistic link, each set weighing the same.

    Centring by set keeps how hard a set or how long its references are from posing as quality.
    """
    width = examples[0].features.shape[1]
    gram, target = np.zeros((width, width)), np.zeros(width)
    for one in examples:
        for share, (x, y) in ((1 - WITHIN, _centred(one)), (WITHIN, _centred_by_question(one))):
            gram += share * x.T @ x / len(y) / len(examples)
            target += share * x.T @ y / len(y) / len(examples)
    spread = np.sqrt(np.diag(gram)) + 1e-9
    gram = gram / np.outer(spread, spread) + PENALTY * np.eye(width)
    root = np.linalg.cholesky(gram)
    direction = nnls(root.T, np.linalg.solve(root, target / spread))[0] / spread
    return _linked(direction, examples)


def _centred(one: Examples) -> tuple[Floats, Floats]:
    return one.features - one.features.mean(0), (one.scores - one.scores.mean()) / one.scores.std()


def _centred_by_question(one: Examples) -> tuple[Floats, Floats]:
    x, y = (part.copy() for part in _centred(one))
    for question in np.unique(one.questions):
        rows = one.questions == question
        x[rows] -= x[rows].mean(0)
        y[rows] -= y[rows].mean()
    return x, y


def _linked(direction: Floats, examples: Sequence[Examples]) -> Logistic:
    raw = np.concatenate([one.features @ direction for one in examples])
    scores = np.concatenate([one.scores for one in examples])
    weight = np.concatenate([np.full(len(one.scores), 1 / len(one.scores)) for one in examples])

    def loss(link: Floats) -> float:
        logits = link[0] + link[1] * raw
        return float((weight * (np.logaddexp(0, logits) - scores * logits)).sum())

    link = minimize(loss, np.array([0.0, 1.0]), method="BFGS").x
    return Logistic(float(link[0]), (link[1] * direction).astype(np.float32))


def as_row(fitted: Logistic, names: Sequence[str]) -> dict[str, float]:
    """A logistic as it stands in coefficients.json."""
    weights = {name: round(float(weight), 4) for name, weight in zip(names, fitted.weights, strict=True)}
    return {"intercept": round(fitted.intercept, 4), **weights}


def fit_grader(sets: Path, settings: Settings, *, only_reference: bool = False) -> None:
    """Fit both on the graded sets in `sets` and on our gold answers; write coefficients.json.

    With `only_reference` the point coefficients stay as they are, and with them every verdict on the bank's questions.
    """
    inner = load_embedder(settings.models_folder)
    datasets = [read_dataset(path) for path in sorted(sets.glob("*.jsonl"))]
    ahead = ReadAhead(inner, set().union(*(texts_of(one.rows) for one in datasets)))
    examples = [read_examples(one, OfflineGrader(ahead), ahead) for one in datasets]
    written = {
        "version": VERSION,
        "point": _kept_point() if only_reference else _fitted_point(inner, settings),
        "reference": as_row(fit_reference(examples), REFERENCE_FEATURES),
        "reference_without": {
            left.name: as_row(fit_reference([one for one in examples if one is not left]), REFERENCE_FEATURES)
            for left in examples
        },
    }
    COEFFICIENTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _kept_point() -> dict[str, float]:
    kept: dict[str, float] = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))["point"]
    return kept


def _fitted_point(embedder: Embedder, settings: Settings) -> dict[str, float]:
    bank = labelled_bank(CASES, load_bank(settings.corpus / "questions"))
    labelled = [*gold_answers(read_gold(CASES, bank), bank), *made_answers(bank)]
    return as_row(fit_point(read_points(labelled, OfflineGrader(embedder))), POINT_FEATURES)
