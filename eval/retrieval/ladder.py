"""`coach eval ladder`: what might find more without another model, each rung against the search, query by query.

Decides the rungs, all of them arithmetic on the vectors that an index holds: other ways to make one closeness of a
passage's windows, a query moved towards the passages that it found first, and vectors without what all passages share.
What a rung is worth is the mean over the sets; a set that falls speaks against it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np

from eval.figures.agreement import Figure
from eval.figures.intervals import difference, shown, table
from eval.retrieval.held_out import MEAN, mean_of_sets
from eval.retrieval.score_table import ON, Scored, Scores, Values
from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.bm25 import straight
from ingest.index.fuse import closeness, weigh
from ingest.index.search import Index

SHARED_BY_ALL = (0.25, 0.5, 1.0)
# Passages that a query is moved towards, and how far.
FOUND_FIRST = ((1, 0.1), (1, 0.3), (3, 0.1), (3, 0.3), (10, 0.3))


@dataclass(frozen=True)
class Windows:
    """A set with its vectors: `queries` float32 (queries, d) and `vectors` (windows, d), rows L2-normalised.

    `starts`: where each passage's windows begin; the first is its wide one, or its only one.
    """

    scored: Scored
    queries: Vectors
    vectors: Vectors
    starts: Sequence[int]

    def near(self, queries: Vectors, vectors: Vectors) -> Scores:
        """The closeness of each passage to each query, as fuse.py has it."""
        told = self.told(queries, vectors)
        return closeness(told.best, told.wide, ON.wide_weight)

    def told(self, queries: Vectors, vectors: Vectors) -> "Told":
        """What the cosines of its windows tell of each passage."""
        cosines = queries @ vectors.T
        best = np.maximum.reduceat(cosines, self.starts, axis=1)
        counts = np.diff([*self.starts, len(vectors)])
        is_best = cosines == np.repeat(best, counts, axis=1)
        second = np.maximum.reduceat(np.where(is_best, -np.inf, cosines), self.starts, axis=1)
        mean = np.add.reduceat(cosines, self.starts, axis=1) / counts
        return Told(cosines[:, self.starts], best, np.where(np.isfinite(second), second, best), mean)


@dataclass(frozen=True)
class Told:
    """Cosines of each passage's wide, best and second-best window, and their mean, all float32 (queries, passages).

    Of a passage with one window all are the same.
    """

    wide: Scores
    best: Scores
    second: Scores
    mean: Scores


Rung = Callable[[Windows], Scores]


@dataclass(frozen=True)
class Report:
    """By rung, by set and last their mean: the measure with the rung minus the search's own, 0..1."""

    changes: Mapping[str, Mapping[str, Figure]]

    def render(self) -> str:
        """A text table, per cent with 95 % intervals: the mean, the set that falls most, and how many rise or fall.

        A set rises or falls where its interval does not hold 0.
        """
        return table(
            ["minus the search:", MEAN, "falls most", "rise", "fall"], [_row(*one) for one in self.changes.items()]
        )

    def as_json(self) -> str:
        """One JSON document with every figure and its interval."""
        return json.dumps(asdict(self), indent=1)


def _row(rung: str, changes: Mapping[str, Figure]) -> list[str]:
    sets = {name: one for name, one in changes.items() if name != MEAN}
    worst = min(sets, key=lambda name: sets[name].value or 0.0)
    rise = sum(one.low is not None and one.low > 0 for one in sets.values())
    fall = sum(one.high is not None and one.high < 0 for one in sets.values())
    return [rung, shown(changes[MEAN], signed=True), f"{shown(sets[worst], signed=True)} {worst}", str(rise), str(fall)]


def windows_of(scored: Scored, embedder: Embedder) -> Windows:
    """A set with the vectors of its index and of its queries, which are mended as for a search."""
    index = Index(scored.folder, embedder)
    queries = np.array([embedder.encode_query(straight(index.meant(text))) for text in scored.texts])
    vectors, starts = index.every_window()
    return Windows(scored, queries, vectors, starts.tolist())


def evaluate(sets: Sequence[Windows], told: Callable[[str], None] = lambda _: None) -> Report:
    """Every rung on every set; `told` hears of each rung."""
    base = [one.scored.values(ON) for one in sets]
    changes = {}
    for name, rung in RUNGS.items():
        told(f"ladder: {name}")
        changes[name] = _changes(sets, [one.scored.by(rung(one)) for one in sets], base)
    return Report(changes)


def _changes(sets: Sequence[Windows], values: Sequence[Values], base: Sequence[Values]) -> dict[str, Figure]:
    every = list(zip(values, base, strict=True))
    found = {one.scored.name: difference("change", *pair) for one, pair in zip(sets, every, strict=True)}
    return {**found, MEAN: mean_of_sets("change", [some - others for some, others in every])}


def _together(one: Windows, weights: tuple[float, float, float, float]) -> Scores:
    """The closeness of each passage by what its windows tell together, in the order of `Told`."""
    told = one.told(one.queries, one.vectors)
    parts = np.array([told.wide, told.best, told.second, told.mean])
    near: Scores = np.tensordot(np.array(weights), parts, axes=1).astype(np.float32)
    return near


def _moved(one: Windows, count: int, far: float) -> Scores:
    """Rocchio: each query `far` towards the mean wide window of the `count` passages that it finds first."""
    wide = one.vectors[one.starts]
    near = one.near(one.queries, one.vectors)
    fused = np.array([weigh(row, words, ON)[0] for row, words in zip(near, one.scored.words, strict=True)])
    first = np.argsort(-fused, axis=1, kind="stable")[:, :count]
    return one.near(_unit(one.queries + far * _unit(wide[first].mean(axis=1))), one.vectors)


def _without_shared(one: Windows, part: float) -> Scores:
    """Queries and windows with `part` of the mean passage taken out."""
    shared = part * one.vectors[one.starts].mean(axis=0)
    return one.near(_unit(one.queries - shared), _unit(one.vectors - shared))


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


# Weights of the wide, the best and the second-best window, and of the mean of all.
TOGETHER = {
    "mean of all windows": (0.0, 0.0, 0.0, 1.0),
    "best window and mean": (0.0, 0.5, 0.0, 0.5),
    "wide, best and mean": (1 / 3, 1 / 3, 0.0, 1 / 3),
    "wide and the best two": (0.5, 0.25, 0.25, 0.0),
}
RUNGS: Mapping[str, Rung] = {
    **{name: partial(_together, weights=weights) for name, weights in TOGETHER.items()},
    **{f"{far:g} towards the first {count}": partial(_moved, count=count, far=far) for count, far in FOUND_FIRST},
    **{f"{part:g} of the mean taken out": partial(_without_shared, part=part) for part in SHARED_BY_ALL},
}
