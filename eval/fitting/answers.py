"""`coach fit answers`: which prepared answer is the best to a query, and whether any answers it.

Decides what it is fitted on: lists of the likeliest answers to questions of strangers, each answer with a grade by a
reader (eval/cases/ask/graded_lists.jsonl). The choice is a softmax over a list, which is to give the good answers all
of the weight, a half one HALF as much as a good one; that something answers is a logistic form of the best of a list.
What is told of both is by cross-validation over the hands that wrote the questions.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.answering.index_opening import open_embedder, open_retriever
from app.answering.prepared.likelihood import LIKELY, WEIGHTS, Best, Choice, Known, Match, Matcher, Weights
from app.answering.wording import read
from app.settings import Settings

GRADED = Path(__file__).parents[1] / "cases" / "ask" / "graded_lists.jsonl"
GOOD, HALF_GOOD = 3, 2
# What a half answer counts beside a good one, and the penalty of the weights.
HALF, RIDGE = 0.3, 1.0

Floats = NDArray[np.float64]


class GradedList(BaseModel):
    """A question and its likeliest answers, each by its first wording with a grade of 0 to 3.

    `id`: the set or the hand that the question is of, a colon, and its number there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    query: str
    grades: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _List:
    """A graded list as the coach sees it.

    `features`: float64 (answers, 4), of those that are graded; `grades`: int (answers,); `best`: float64 (5,), of all.
    """

    hand: str
    features: Floats
    grades: NDArray[np.int64]
    best: Floats


def fit_answers(settings: Settings) -> str:
    """Fit and write app/answering/prepared/matching.json; returns what came of it."""
    lists = _lists(settings, read_graded(GRADED))
    weights = Weights(
        choice=Choice(**_named(Choice, _fit_choice(lists))), known=Known(**_named(Known, _fit_known(lists)))
    )
    WEIGHTS.write_text(weights.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return _told(lists, LIKELY)


def read_graded(path: Path) -> list[GradedList]:
    """The graded lists of a file."""
    return [GradedList.model_validate(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _named(model: type[BaseModel], values: Floats) -> dict[str, float]:
    return dict(zip(model.model_fields, (round(float(value), 4) for value in values), strict=True))


def _lists(settings: Settings, graded: Sequence[GradedList]) -> list[_List]:
    embedder = open_embedder(settings)
    index = open_retriever(settings, embedder).index
    matcher = Matcher(index, index.answers)
    found = []
    for one in graded:
        near, length = matcher.near(index.meant(read(one.query).search))
        grades = dict(one.grades)
        known = [match for match in near if match.answer.asked[0] in grades]
        # An answer that was graded may be gone since.
        if known:
            features = np.array([_features(match) for match in known])
            marks = np.array([grades[match.answer.asked[0]] for match in known])
            found.append(
                _List(one.id.partition(":")[0], features, marks, np.array(_of_best(matcher.best(near, length))))
            )
    return found


def _features(match: Match) -> tuple[float, ...]:
    return match.likeness, match.near, match.words, match.found


def _of_best(best: Best) -> tuple[float, ...]:
    return best.likeness, best.neighbours, best.words, best.length, best.found


def _fit_choice(lists: Sequence[_List]) -> Floats:
    """The weights of Choice: with them good answers have the most of a softmax over their lists."""
    scale = np.vstack([one.features for one in lists]).std(axis=0)
    wanted = [(one.features / scale, _shares(one.grades)) for one in lists if one.grades.max() >= HALF_GOOD]

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for features, shares in wanted:
            worth = features @ weights
            chances = np.exp(worth - worth.max())
            chances /= chances.sum()
            value -= float(shares @ np.log(chances + 1e-12))
            slope = slope - features.T @ (shares - chances)
        return value, slope

    fitted = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B").x
    return np.asarray(fitted / scale)


def _shares(grades: NDArray[np.int64]) -> Floats:
    value = np.where(grades == GOOD, 1.0, np.where(grades == HALF_GOOD, HALF, 0.0))
    return np.asarray(value / value.sum())


def _fit_known(lists: Sequence[_List]) -> Floats:
    """The weights of Known, its constant first."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    model.fit(np.stack([one.best for one in lists]), [one.grades.max() >= HALF_GOOD for one in lists])
    scaler, form = model[0], model[1]
    weights = form.coef_[0] / scaler.scale_
    return np.array([form.intercept_[0] - float(weights @ scaler.mean_), *weights])


def _told(lists: Sequence[_List], likely: float) -> str:
    """What the forms are worth on the lists of each hand, fitted on those of the others."""
    found: list[tuple[int, int, bool]] = []
    for hand in sorted({one.hand for one in lists}):
        others = [one for one in lists if one.hand != hand]
        choice, known = _fit_choice(others), _fit_known(others)
        for one in lists:
            if one.hand == hand:
                first = int(one.grades[int((one.features @ choice).argmax())])
                probability = 1 / (1 + np.exp(-known[0] - one.best @ known[1:]))
                found.append((int(one.grades.max()), first, bool(probability >= likely)))
    good = [(first, is_told) for most, first, is_told in found if most == GOOD]
    none = [is_told for most, _, is_told in found if most < HALF_GOOD]
    return (
        f"{len(found)} lists, {len(good)} with a good answer: it comes first in "
        f"{np.mean([first == GOOD for first, _ in good]):.3f}, a half one in "
        f"{np.mean([first == HALF_GOOD for first, _ in good]):.3f}; from {likely:.2f} on told "
        f"{np.mean([is_told for _, is_told in good]):.3f}; of {len(none)} without any told {np.mean(none):.3f}"
    )
