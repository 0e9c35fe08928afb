"""What an answer does for each key point: a few features, and the window that speaks for it.

Decides what is measured about a point in the window that fits it best and in the whole answer, and which numbers that
window may not lack. What the features are worth is in coefficients.json.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.grading.features.matching import FEATURES, Reading, beyond, features
from app.grading.features.swaps import Swaps
from app.grading.prepared_question import Matrix, PreparedQuestion, Said, read
from app.interview.grade import VerdictState
from ingest.language.numbers import Numbers, has_odd, missing, numbers, replaces, worded

POINT_FEATURES = ("meaning", "local", "told", "own", "misworded", "taken")
COSINE, RECALL, PAIRS = FEATURES.index("cosine"), FEATURES.index("recall"), FEATURES.index("pair_recall")
POLARITY, OPPOSITE = FEATURES.index("polarity_clash"), FEATURES.index("opposite_clash")
# A word of it with a sign that no wording of the point gives it, or with its opposite.
CLASH = 0.03
# A window that swaps terms gives way to another that fits so nearly as well.
NEARLY = 0.15
# How much nearer a window is to another point before it is held to be that point's.
TAKEN_FROM = 0.1
# A window that is this near to the strong answer's passage for a point says the point, whatever its wordings are.
ANCHOR_COSINE, ANCHOR_RECALL = 0.9, 0.75


@dataclass(frozen=True)
class PointView:
    """Of one key point: features float32 (len(POINT_FEATURES),), and the row of the window that speaks for it.

    `is_anchored`: the window is the strong answer's own; `at_most`: the best state that the window's numbers allow.
    """

    features: NDArray[np.float32]
    window: int
    is_anchored: bool = False
    at_most: VerdictState = VerdictState.MET


@dataclass(frozen=True)
class Match:
    """The answer of `reading` held against a prepared question, n windows by m wordings.

    `found` float32 (n, m, len(FEATURES)); `beyond` float32 (n, m) cosines without the question's direction; `covered`
    float32 (n, m) recall regardless of sign; `told` float32 (m,) recall in the whole answer; `said` the windows' words.
    """

    reading: Reading
    found: NDArray[np.float32]
    beyond: Matrix
    covered: Matrix
    told: Matrix
    said: Said

    def numbers(self, window: int) -> Numbers:
        """The numbers of a window, those in words too."""
        place = self.reading.windows[window]
        written = self.reading.answer.numbers.within(place.start, place.end)
        return replace(written, worded=worded(self.reading.tokens[window])) if written else written

    @cached_property
    def swaps(self) -> dict[int, Swaps]:
        """What a window swaps, by its row, as far as it was asked for: several points ask for the same windows."""
        return {}

    @cached_property
    def fit(self) -> Matrix:
        """How well a window speaks for a wording, denied or not: float32 (n, m), to choose windows by."""
        fit: Matrix = self.beyond + self.covered + 0.5 * self.found[:, :, PAIRS]
        return fit

    def is_swapped(self, point: int, window: int, prepared: PreparedQuestion) -> bool:
        """True if the window swaps terms of the key point."""
        if window not in self.swaps:
            self.swaps[window] = prepared.contrasts.swaps(self.reading.tokens[window])
        return prepared.contrasts.is_swapped(point, self.swaps[window])


def hold_against(reading: Reading, prepared: PreparedQuestion) -> Match:
    """Compute all of a Match."""
    said = read(reading.tokens, prepared.lexicon)
    weights = prepared.lexicon.weights
    meant = prepared.weighted.T
    total = np.maximum(meant.sum(0), 1e-6)
    affirmed, denied = said.affirmed.max(0), said.denied.max(0)
    same = (prepared.said.affirmed * weights) @ affirmed + (prepared.said.denied * weights) @ denied
    windows, wordings = (beyond(rows, prepared.question_vector) for rows in (reading.vectors, prepared.vectors))
    return Match(
        reading=reading,
        found=features(reading.vectors, said, prepared),
        beyond=windows @ wordings.T,
        covered=said.presence @ meant / total,
        told=np.minimum(same, total) / total,
        said=said,
    )


def view_points(match: Match, prepared: PreparedQuestion) -> list[PointView]:
    """A view of every key point, in the question's order."""
    # Single units stand before pairs, so that of equals the shorter window is the evidence.
    fit = prepared.best(match.fit)
    windows = [_speaking(point, fit[:, point], match, prepared) for point in range(fit.shape[1])]
    found = _features(np.array(windows), match, prepared)
    seen = enumerate(zip(windows, _anchors(match, prepared), strict=True))
    return [
        PointView(found[point], window, at_most=_numbers_allow(point, window, match, prepared))
        if anchor is None
        else PointView(found[point], anchor, is_anchored=True)
        for point, (window, anchor) in seen
    ]


def _speaking(point: int, fit: Matrix, match: Match, prepared: PreparedQuestion) -> int:
    """The window that speaks for a key point: the best, or where that swaps terms one nearly as good that does not.

    In another order than the strong answer's "Precision@k is ..." may stand beside the rest of what is said of recall.
    """
    best = int(fit.argmax())
    if not match.is_swapped(point, best, prepared):
        return best
    near = np.flatnonzero(fit >= fit[best] - NEARLY)
    ordered = near[np.argsort(-fit[near], kind="stable")].tolist()
    return next((window for window in ordered if not match.is_swapped(point, window, prepared)), best)


def _features(windows: NDArray[np.int64], match: Match, prepared: PreparedQuestion) -> Matrix:
    """POINT_FEATURES of every key point by the window that speaks for it: float32 (points, len(POINT_FEATURES))."""
    cosines, recalls = prepared.best(match.found[:, :, COSINE]), prepared.best(match.found[:, :, RECALL])
    seen, wrong = cosines[windows], match.found[windows][:, prepared.wrong_rows]
    cosine, recall = seen.diagonal(), recalls[windows].diagonal()
    # In its own place the least of all: of several points the nearest other is found, of one the point itself.
    own = cosine - np.where(np.eye(len(seen), dtype=bool), seen.min(1, keepdims=True), seen).max(1)
    values = [
        prepared.best(match.beyond.max(0)),
        recalls.max(0),
        prepared.best(match.told),
        own,
        wrong[:, :, RECALL].max(1, initial=0.0) - recall,
        np.maximum(0.0, -own - TAKEN_FROM),
    ]
    return np.stack(values, axis=1)


def _anchors(match: Match, prepared: PreparedQuestion) -> list[int | None]:
    """For each key point the window that repeats the strong answer's passage for it; None if there is none.

    Words and vectors of a passage hardly change with its numbers or with swapped terms: with every number of a strong
    answer altered it was still full marks.
    """
    if not len(prepared.anchor_rows):
        return [None] * len(prepared.rows)
    here = match.found[:, prepared.anchor_rows]
    fits = (here[:, :, COSINE] >= ANCHOR_COSINE) & (here[:, :, RECALL] >= ANCHOR_RECALL)
    fits &= (here[:, :, POLARITY] < CLASH) & (here[:, :, OPPOSITE] < CLASH)
    order = np.where(fits, -here[:, :, COSINE], 1.0).argsort(0, kind="stable")
    count = fits.sum(0)
    return [
        next((w for w in order[: count[point], point].tolist() if _is_anchored(point, w, match, prepared)), None)
        for point in range(len(prepared.rows))
    ]


def _is_anchored(point: int, window: int, match: Match, prepared: PreparedQuestion) -> bool:
    """True if a window near the passage has its numbers too, and its terms in their places."""
    own = numbers(prepared.wordings[prepared.anchor_rows[point]].text)
    if own and replaces(match.numbers(window), own, prepared.numbers):
        return False
    return not match.is_swapped(point, window, prepared)


def _numbers_allow(point: int, window: int, match: Match, prepared: PreparedQuestion) -> VerdictState:
    """The best state for a window that may give other numbers than the point has.

    Partly met if a number is replaced, not met if every wording of the point has one and none of them is told.
    """
    wordings = [numbers(prepared.wordings[row].text) for row in prepared.rows[point]]
    holding = [one for one in wordings if one]
    told = match.numbers(window) if holding else None
    if not told or any(_tells(told, own) for own in holding):
        return VerdictState.MET
    anchored = [numbers(prepared.wordings[row].text) for row in prepared.anchor_rows[point : point + 1]]
    if not any(replaces(told, own, prepared.numbers) for own in (*holding, *anchored)):
        return VerdictState.MET
    is_the_point = all(has_odd(one) for one in wordings)
    # What the question gives proves nothing: "200 divided by 0.25 gives 800" shares two of "200 * 0.25 = 50".
    found = [own.without(prepared.given) or own for own in holding]
    is_missed = is_the_point and not any(_shares(told, own) for own in found)
    return VerdictState.NOT_MET if is_missed else VerdictState.PARTLY_MET


def _tells(told: Numbers, own: Numbers) -> bool:
    """True if all numbers of a wording and its first order of growth are told."""
    orders = [order for order, _ in own.orders[:1]]
    return not missing(told, own) and {order for order, _ in told.orders}.issuperset(orders)


def _shares(told: Numbers, own: Numbers) -> bool:
    orders = {order for order, _ in told.orders} & {order for order, _ in own.orders}
    return bool(orders) or len(missing(told, own)) < len(own.written)
