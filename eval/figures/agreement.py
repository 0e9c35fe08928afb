"""Agreement of two graders' scores, with intervals that respect that answers come in questions.

Decides the figures: Pearson r over all answers and as the mean within questions, quadratic weighted
kappa, MAE, RMSE and bias. A figure that is undefined (one score only, one question only) is None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Scores are compared by kappa in steps of a tenth, which holds every scale of the shared sets apart.
KAPPA_LEVELS = 11
DRAWS = 1000
SEED = 20261124
# Fewer answers of a question give a correlation that is mostly chance.
WITHIN_LEAST = 5


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval by bootstrap over questions; None where it is undefined."""

    name: str
    value: float | None
    low: float | None
    high: float | None


def pearson(people: Floats, grader: Floats) -> float | None:
    """Pearson's r of two score vectors (n,); None if one of them does not vary."""
    if len(people) < 2 or float(np.ptp(people)) == 0.0 or float(np.ptp(grader)) < 1e-12:
        return None
    return float(np.corrcoef(people, grader)[0, 1])


def within_questions(people: Floats, grader: Floats, questions: NDArray[np.int64]) -> float | None:
    """The mean r within questions of at least WITHIN_LEAST answers; None if there is none with an r."""
    found = []
    for question in np.unique(questions):
        rows = questions == question
        r = pearson(people[rows], grader[rows]) if int(rows.sum()) >= WITHIN_LEAST else None
        if r is not None:
            found.append(r)
    return float(np.mean(found)) if found else None


def weighted_kappa(people: Floats, grader: Floats) -> float | None:
    """Quadratic weighted kappa of scores 0..1 rounded to tenths; None if both never vary.

    Source: Cohen (1968), Weighted kappa, Psychological Bulletin 70(4).
    """
    a, b = (np.rint(np.clip(part, 0, 1) * (KAPPA_LEVELS - 1)).astype(np.int64) for part in (people, grader))
    observed = np.zeros((KAPPA_LEVELS, KAPPA_LEVELS))
    np.add.at(observed, (a, b), 1.0)
    steps = np.arange(KAPPA_LEVELS)
    distance = (steps[:, None] - steps[None, :]) ** 2
    expected = np.outer(observed.sum(1), observed.sum(0)) / max(1.0, observed.sum())
    by_chance = float((distance * expected).sum())
    return 1 - float((distance * observed).sum()) / by_chance if by_chance > 0 else None


def kappa_of(a: NDArray[np.int64], b: NDArray[np.int64]) -> float | None:
    """Cohen's kappa of two labellings; None where chance alone agrees fully.

    Source: Cohen (1960), A coefficient of agreement for nominal scales.
    """
    if len(a) == 0:
        return None
    by_chance = sum(float((a == kind).mean() * (b == kind).mean()) for kind in np.union1d(a, b))
    return (float((a == b).mean()) - by_chance) / (1 - by_chance) if by_chance < 1 else None


def mean_error(people: Floats, grader: Floats) -> float | None:
    """Mean absolute error (MAE)."""
    return float(np.abs(grader - people).mean()) if len(people) else None


def root_error(people: Floats, grader: Floats) -> float | None:
    """Root of the mean squared error (RMSE)."""
    return float(np.sqrt(((grader - people) ** 2).mean())) if len(people) else None


def bias(people: Floats, grader: Floats) -> float | None:
    """Mean of grader minus people: above 0 the grader is too kind."""
    return float((grader - people).mean()) if len(people) else None


Metric = Callable[[Floats, Floats], float | None]
METRICS: tuple[tuple[str, Metric], ...] = (
    ("pearson r", pearson),
    ("quadratic weighted kappa", weighted_kappa),
    ("MAE", mean_error),
    ("RMSE", root_error),
    ("bias", bias),
)


def figures(people: Sequence[float], grader: Sequence[float], clusters: Sequence[str]) -> tuple[Figure, ...]:
    """Every figure of METRICS and r within questions, each with its interval."""
    a, b = np.asarray(people, float), np.asarray(grader, float)
    questions = _numbered(clusters)
    draws = resamples(questions)
    found = [figure_on(name, _on_rows(metric, a, b), len(a), draws) for name, metric in METRICS]
    return (*found, _within_figure(a, b, questions))


def _on_rows(metric: Metric, people: Floats, grader: Floats) -> Callable[[NDArray[np.int64]], float | None]:
    return lambda rows: metric(people[rows], grader[rows])


def figure_on(
    name: str, metric: Callable[[NDArray[np.int64]], float | None], rows: int, draws: Sequence[NDArray[np.int64]]
) -> Figure:
    """A metric on all rows, and its 2.5 and 97.5 percentiles over the draws where it is defined."""
    value = metric(np.arange(rows))
    drawn = [one for one in (metric(draw) for draw in draws) if one is not None]
    if value is None or len(drawn) < len(draws) / 2 or not draws:
        return Figure(name, value, None, None)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(name, value, float(low), float(high))


def resamples(questions: NDArray[np.int64], draws: int = DRAWS, seed: int = SEED) -> list[NDArray[np.int64]]:
    """Row numbers of `draws` samples, each of as many whole questions drawn with replacement; [] for one question."""
    members = [np.flatnonzero(questions == question) for question in np.unique(questions)]
    if len(members) < 2:
        return []
    rng = np.random.default_rng(seed)
    return [
        np.concatenate([members[pick] for pick in rng.integers(0, len(members), len(members))]) for _ in range(draws)
    ]


def _within_figure(people: Floats, grader: Floats, questions: NDArray[np.int64]) -> Figure:
    """A question's r is the same in every draw, so the questions' r are drawn, not their answers."""
    every = [within_questions(people[rows], grader[rows], questions[rows]) for rows in _members(questions)]
    known = np.array([one for one in every if one is not None])
    name = "r within questions"
    if len(known) < 2:
        return Figure(name, float(known[0]) if len(known) else None, None, None)
    rng = np.random.default_rng(SEED)
    means = known[rng.integers(0, len(known), (DRAWS, len(known)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Figure(name, float(known.mean()), float(low), float(high))


def _members(questions: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [np.flatnonzero(questions == question) for question in np.unique(questions)]


def _numbered(clusters: Sequence[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(cluster, len(numbers)) for cluster in clusters], dtype=np.int64)
