"""What an answer does for each key point: a few features, and the window that speaks for it.

Decides which window is shown as evidence, what is measured about a point in that window and in the whole
answer, and when a window says the opposite. What the features are worth is in coefficients.json.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.grading.match import FEATURES, Reading, beyond, features
from app.grading.sheet import Matrix, Said, Sheet, read

POINT_FEATURES = ("meaning", "local", "told", "own", "misled", "misworded", "taken")
COSINE, RECALL, PAIRS = FEATURES.index("cosine"), FEATURES.index("recall"), FEATURES.index("pair_recall")
POLARITY, OPPOSITE = FEATURES.index("polarity_clash"), FEATURES.index("opposite_clash")
# Where a question has no wrong statements, the margin that right answers have on average to those that have.
NO_WRONG_MARGIN = -0.25
# A window with so many of a wording's words says that wording or its opposite; one word of it with a sign that no
# wording of the point gives it is then enough. On the gold answers' train half (`coach eval gold` shows the other).
NEAR_RECALL, CLASH = 0.7, 0.03
# What a window loses in the choice of evidence where it has the opposite of a wording's word and not the word: points
# often differ in one word ("high bias", "high variance"), and the window with the point's own word speaks for it.
OPPOSITE_COSTS = 0.15
# How much nearer a window is to another point before it is held to be that point's.
TAKEN_FROM = 0.1
# A window that is this near to the strong answer's passage for a point says the point, whatever its wordings are.
ANCHOR_COSINE, ANCHOR_RECALL = 0.9, 0.75


@dataclass(frozen=True)
class PointView:
    """Of one key point: features float32 (len(POINT_FEATURES),), the best window's row, and what was seen there."""

    features: NDArray[np.float32]
    window: int
    is_opposite: bool
    is_anchored: bool


@dataclass(frozen=True)
class Match:
    """An answer held against a sheet, n windows by m wordings.

    `found` float32 (n, m, len(FEATURES)); `beyond` float32 (n, m) cosines without the question's direction; `covered`
    float32 (n, m) recall regardless of sign; `told` float32 (m,) recall in the whole answer; `said` the windows' words.
    """

    found: NDArray[np.float32]
    beyond: Matrix
    covered: Matrix
    told: Matrix
    said: Said

    @cached_property
    def fit(self) -> Matrix:
        """How well a window speaks for a wording, denied or not: float32 (n, m), to choose windows by."""
        shared = self.beyond + self.covered + 0.5 * self.found[:, :, PAIRS]
        fit: Matrix = shared - OPPOSITE_COSTS * self.found[:, :, OPPOSITE]
        return fit


def hold_against(reading: Reading, sheet: Sheet) -> Match:
    """Compute all of a Match."""
    said = read(reading.tokens, sheet.lexicon)
    weights = sheet.lexicon.weights
    meant = sheet.weighted.T
    total = np.maximum(meant.sum(0), 1e-6)
    affirmed, denied = said.affirmed.max(0), said.denied.max(0)
    same = (sheet.said.affirmed * weights) @ affirmed + (sheet.said.denied * weights) @ denied
    windows, wordings = (beyond(rows, sheet.question_vector) for rows in (reading.vectors, sheet.vectors))
    return Match(
        found=features(reading.vectors, said, sheet),
        beyond=windows @ wordings.T,
        covered=said.presence @ meant / total,
        told=np.minimum(same, total) / total,
        said=said,
    )


def view_points(match: Match, sheet: Sheet) -> list[PointView]:
    """A view of every key point, in the question's order."""
    # Single units stand before pairs, so that of equals the shorter window is the evidence.
    windows = sheet.best(match.fit).argmax(0)
    seen = zip(_features(windows, match, sheet), windows.tolist(), _anchored(match, sheet), strict=True)
    return [
        PointView(found, window, _is_opposite(point, window, match, sheet), is_anchored=False)
        if anchored is None
        else PointView(found, anchored, is_opposite=False, is_anchored=True)
        for point, (found, window, anchored) in enumerate(seen)
    ]


def _features(windows: NDArray[np.int64], match: Match, sheet: Sheet) -> Matrix:
    """POINT_FEATURES of every key point by the window that speaks for it: float32 (points, len(POINT_FEATURES))."""
    cosines, recalls = sheet.best(match.found[:, :, COSINE]), sheet.best(match.found[:, :, RECALL])
    seen, wrong = cosines[windows], match.found[windows][:, sheet.wrong_rows]
    cosine, recall = seen.diagonal(), recalls[windows].diagonal()
    # In its own place the least of all: of several points the nearest other is found, of one the point itself.
    own = cosine - np.where(np.eye(len(seen), dtype=bool), seen.min(1, keepdims=True), seen).max(1)
    misled = wrong[:, :, COSINE].max(1) - cosine if wrong.size else np.full_like(cosine, NO_WRONG_MARGIN)
    values = [
        sheet.best(match.beyond.max(0)),
        recalls.max(0),
        sheet.best(match.told),
        own,
        misled,
        wrong[:, :, RECALL].max(1, initial=0.0) - recall,
        np.maximum(0.0, -own - TAKEN_FROM),
    ]
    return np.stack(values, axis=1)


def _is_opposite(point: int, window: int, match: Match, sheet: Sheet) -> bool:
    """True if the window has most words of the wording that it fits best, and denies one or has its opposite."""
    rows = sheet.rows[point]
    row = int(rows[match.fit[window, rows].argmax()])
    if match.covered[window, row] < NEAR_RECALL:
        return False
    return bool(match.found[window, row, OPPOSITE] >= CLASH or _denied(match.said, window, rows, row, sheet) >= CLASH)


def _denied(said: Said, window: int, rows: NDArray[np.int64], row: int, sheet: Sheet) -> float:
    """The share of the words in common with the wording `row` whose sign in the window no wording of the point has.

    "... after the cutoff, and data the model never saw" is right where one wording has "saw" plain and one denied,
    and "shrinks weights toward zero but never exactly" denies as "none becomes exactly zero" does.
    """
    affirmed, denied = said.affirmed[window], said.denied[window]
    # Most windows and wordings deny nothing, and what follows is 0.1 ms of a grade.
    if not (denied.any() or sheet.said.denied[row].any()):
        return 0.0
    ever = sheet.said.affirmed[rows].max(0), sheet.said.denied[rows].max(0)
    other = denied * (1 - affirmed) * sheet.said.affirmed[row] * (1 - ever[1])
    if not (denied * sheet.said.denied[row]).any():
        other += affirmed * (1 - denied) * sheet.said.denied[row] * (1 - ever[0])
    shared = np.maximum(affirmed, denied) * sheet.said.presence[row]
    return float(other @ sheet.lexicon.weights / max(1.0, float(shared @ sheet.lexicon.weights)))


def _anchored(match: Match, sheet: Sheet) -> list[int | None]:
    """For each key point the window that repeats the strong answer's passage for it; None if there is none."""
    if not len(sheet.anchor_rows):
        return [None] * len(sheet.rows)
    cosines, recalls, clashes = (match.found[:, sheet.anchor_rows, feature] for feature in (COSINE, RECALL, POLARITY))
    fits = (cosines >= ANCHOR_COSINE) & (recalls >= ANCHOR_RECALL) & (clashes < CLASH)
    best = np.where(fits, cosines, -1.0).argmax(0)
    return [int(window) if fits[window, point] else None for point, window in enumerate(best)]
