"""`coach eval settings`: are the weights of the search good on sets that they were not chosen on?

Decides how that is asked: of each set in turn the three weights are chosen on the others, by the mean of the sets'
measures, and judged on the set that was left out, beside the fixed ones, plain vectors and rank fusion. They
are also moved on every set, with paired intervals: what pays nowhere can go.
"""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from eval.figures.agreement import SEED, Figure, resamples
from eval.figures.intervals import mean, shown, table
from eval.grading.dataset import DatasetError
from eval.retrieval.score_table import ON, ONE_WEIGHT, Scored, Values
from eval.retrieval.search import PLAIN, RANKS
from ingest.index.fuse import SearchSettings

WORD_WEIGHTS = sorted({0.0, 0.4, ONE_WEIGHT.word_weight, 1.0, ON.word_weight, 1.6, 2.5})
LONE_WORDS = sorted({ON.lone_words, ONE_WEIGHT.lone_words})
WIDE_WEIGHTS = sorted({0.0, 0.25, ON.wide_weight, 0.75, 1.0})
HELD_OUT, FIXED = "held out", "fixed"
MEAN = "mean of the sets"
MOVED = {
    "no words": replace(ON, word_weight=0.0),
    "words count half": replace(ON, word_weight=ON.word_weight / 2),
    "words count double": replace(ON, word_weight=ON.word_weight * 2),
    "one weight for all queries": ONE_WEIGHT,
    "no wide window": replace(ON, wide_weight=0.0),
    "wide window alone": replace(ON, wide_weight=1.0),
}

Table = Mapping[str, Mapping[str, Figure]]


@dataclass(frozen=True)
class Chosen:
    """The weights that the other sets chose for a set, and what it is measured by."""

    dataset: str
    measure: str
    queries: int
    word_weight: float
    lone_words: float
    wide_weight: float


@dataclass(frozen=True)
class Cell:
    """The mean of the sets' measures with three weights, 0..1."""

    word_weight: float
    lone_words: float
    wide_weight: float
    value: float


@dataclass(frozen=True)
class Report:
    """By set and, last, their mean: the measures of each way, held out minus each other way, moved minus fixed."""

    fixed: tuple[float, float, float]
    chosen: tuple[Chosen, ...]
    figures: Table
    changes: Table
    moved: Table
    grid: tuple[Cell, ...]

    def render(self) -> str:
        """Four text tables, per cent with 95 % intervals."""
        return "\n\n".join((self._held_out(), *self._others(), self._grid()))

    def _held_out(self) -> str:
        rows = [
            [
                f"{one.dataset}, {one.measure} ({one.queries} queries)",
                _together(one.word_weight, one.lone_words, one.wide_weight),
            ]
            for one in self.chosen
        ]
        rows.append([MEAN, ""])
        ways = list(self.figures[MEAN])
        cells = [[shown(figures[way]) for way in ways] for figures in self.figures.values()]
        fixed = f"{FIXED}: {_together(*self.fixed)}"
        head = ["chosen on the other sets", "words, lone, wide", *(fixed if way == FIXED else way for way in ways)]
        return table(head, [[*row, *cell] for row, cell in zip(rows, cells, strict=True)])

    def _others(self) -> tuple[str, ...]:
        titles = (("held out, minus:", self.changes), ("minus the fixed setting:", self.moved))
        return tuple(
            table(
                [title, *found[MEAN]],
                [[name, *(shown(one, signed=True) for one in row.values())] for name, row in found.items()],
            )
            for title, found in titles
        )

    def _grid(self) -> str:
        values = {(one.word_weight, one.lone_words, one.wide_weight): f"{100 * one.value:.1f}" for one in self.grid}
        words, lone, wide = (sorted(set(weights)) for weights in zip(*values, strict=True))
        rows = [
            [f"lone words {one:g}, wide {other:g}", *(values[word, one, other] for word in words)]
            for one in lone
            for other in wide
        ]
        return table([f"{MEAN}, word weight", *(f"{word:g}" for word in words)], rows)

    def as_json(self) -> str:
        """One JSON document with every figure and its interval."""
        return json.dumps(asdict(self), indent=1)


def evaluate(sets: Sequence[Scored], told: Callable[[str], None] | None = None) -> Report:
    """Choose the weights for each set on the others and judge them there; `told` hears of each set of the grid.

    Raises:
        DatasetError: there are fewer than two sets, so that there is no other.
    """
    if len(sets) < 2:
        raise DatasetError("weights that are chosen on the other sets need two sets at least; name more with --data")
    settings = [
        replace(ON, word_weight=word, lone_words=lone, wide_weight=wide)
        for word, lone, wide in itertools.product(WORD_WEIGHTS, LONE_WORDS, WIDE_WEIGHTS)
    ]
    grid: list[list[Values]] = []
    for one in sets:
        grid.append([one.values(setting) for setting in settings])
        if told is not None:
            told(f"weights: {one.name}")
    means = np.array([[values.mean() for values in row] for row in grid])
    chosen = [settings[_best_without(at, means)] for at in range(len(sets))]
    ways = {
        HELD_OUT: [row[settings.index(setting)] for row, setting in zip(grid, chosen, strict=True)],
        FIXED: [row[settings.index(ON)] for row in grid],
        PLAIN: [one.plain for one in sets],
        RANKS: [one.by_ranks() for one in sets],
    }
    names = [one.name for one in sets]
    changes = {way: _minus(ways[HELD_OUT], values) for way, values in ways.items() if way != HELD_OUT}
    moved = {name: _minus([one.values(setting) for one in sets], ways[FIXED]) for name, setting in MOVED.items()}
    return Report(
        (ON.word_weight, ON.lone_words, ON.wide_weight),
        tuple(_chosen(one, setting) for one, setting in zip(sets, chosen, strict=True)),
        _table(names, ways),
        _table(names, changes),
        _table(names, moved),
        tuple(
            Cell(setting.word_weight, setting.lone_words, setting.wide_weight, float(value))
            for setting, value in zip(settings, means.mean(axis=0), strict=True)
        ),
    )


def _best_without(held: int, means: Values) -> int:
    """The weights (a column of `means`) that are best by the mean of the sets (rows) but one."""
    return int(np.delete(means, held, axis=0).mean(axis=0).argmax())


def _chosen(one: Scored, setting: SearchSettings) -> Chosen:
    weights = (setting.word_weight, setting.lone_words, setting.wide_weight)
    return Chosen(one.name, one.measure, one.queries, *weights)


def _together(*weights: float) -> str:
    return ", ".join(f"{weight:g}" for weight in weights)


def _minus(some: Sequence[Values], others: Sequence[Values]) -> list[Values]:
    return [one - other for one, other in zip(some, others, strict=True)]


def _table(names: Sequence[str], ways: Mapping[str, Sequence[Values]]) -> dict[str, dict[str, Figure]]:
    """Set -> way -> the mean over its queries; the mean of the sets last."""
    rows = {name: {way: mean(way, values[at]) for way, values in ways.items()} for at, name in enumerate(names)}
    return {**rows, MEAN: {way: mean_of_sets(way, values) for way, values in ways.items()}}


def mean_of_sets(name: str, values: Sequence[Values]) -> Figure:
    """The mean of the sets' means, each set counting the same; queries are drawn again inside their set."""
    draws = [resamples(np.arange(len(one)), seed=SEED + at) for at, one in enumerate(values)]
    every = [np.array([one[rows].mean() for rows in drawn]) for one, drawn in zip(values, draws, strict=True)]
    value = float(np.mean([one.mean() for one in values]))
    if not all(len(one) for one in every):
        return Figure(name, value, None, None)
    low, high = np.percentile(np.mean(every, axis=0), [2.5, 97.5])
    return Figure(name, value, float(low), float(high))
