"""What an answer does for each key point: a few features, and the window that speaks for it.

Decides which window is shown as evidence, what is measured about a point in that window and in the whole
answer, and when a window says the opposite. What the features are worth is in coefficients.json.
"""

from dataclasses import dataclass

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

    @property
    def fit(self) -> Matrix:
        """How well a window speaks for a wording, denied or not: float32 (n, m), to choose windows by."""
        shared = self.beyond + self.covered + 0.5 * self.found[:, :, PAIRS]
        fit: Matrix = shared - OPPOSITE_COSTS * self.found[:, :, OPPOSITE]
        return fit


def hold_against(reading: Reading, sheet: Sheet) -> Match:
    """Compute all of a Match."""
    said = read(reading.tokens, sheet.lexicon)
    weights = sheet.lexicon.weights
    meant = (sheet.said.presence * weights).T
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
    fit = match.fit
    return [_view(point, match, fit, sheet) for point in range(len(sheet.question.key_points))]


def _view(point: int, match: Match, fit: Matrix, sheet: Sheet) -> PointView:
    rows, wrong = sheet.rows(point), sheet.wrong_rows
    anchored = _anchored(point, match, sheet)
    # Single units stand before pairs, so that of equals the shorter window is the evidence.
    window, at = np.unravel_index(int(fit[:, rows].argmax()), (len(fit), len(rows)))
    seen = match.found[window]
    others = np.array([row for row in sheet.point_rows if sheet.wordings[row].point != point], dtype=np.int64)
    cosine, recall = seen[rows, COSINE].max(), seen[rows, RECALL].max()
    own = cosine - (seen[others, COSINE].max() if len(others) else cosine)
    values = [
        match.beyond[:, rows].max(),
        match.found[:, rows, RECALL].max(),
        match.told[rows].max(),
        own,
        seen[wrong, COSINE].max() - cosine if len(wrong) else NO_WRONG_MARGIN,
        (seen[wrong, RECALL].max() if len(wrong) else 0.0) - recall,
        max(0.0, -own - TAKEN_FROM),
    ]
    clash = max(_denied(match.said, int(window), rows, int(rows[at]), sheet), seen[rows[at], OPPOSITE])
    return PointView(
        features=np.array(values, dtype=np.float32),
        window=int(window) if anchored is None else anchored,
        is_opposite=anchored is None and bool(match.covered[window, rows[at]] >= NEAR_RECALL and clash >= CLASH),
        is_anchored=anchored is not None,
    )


def _denied(said: Said, window: int, rows: NDArray[np.int64], row: int, sheet: Sheet) -> float:
    """The share of the words in common with the wording `row` whose sign in the window no wording of the point has.

    "... after the cutoff, and data the model never saw" is right where one wording has "saw" plain and one denied,
    and "shrinks weights toward zero but never exactly" denies as "none becomes exactly zero" does.
    """
    affirmed, denied = said.affirmed[window], said.denied[window]
    ever = sheet.said.affirmed[rows].max(0), sheet.said.denied[rows].max(0)
    other = denied * (1 - affirmed) * sheet.said.affirmed[row] * (1 - ever[1])
    if not (denied * sheet.said.denied[row]).any():
        other += affirmed * (1 - denied) * sheet.said.denied[row] * (1 - ever[0])
    shared = np.maximum(affirmed, denied) * sheet.said.presence[row]
    return float(other @ sheet.lexicon.weights / max(1.0, float(shared @ sheet.lexicon.weights)))


def _anchored(point: int, match: Match, sheet: Sheet) -> int | None:
    """The window that repeats the strong answer's passage for the point; None if there is none."""
    if not len(sheet.anchor_rows):
        return None
    row = sheet.anchor_rows[point]
    seen = match.found[:, row]
    fits = (seen[:, COSINE] >= ANCHOR_COSINE) & (seen[:, RECALL] >= ANCHOR_RECALL) & (seen[:, POLARITY] < CLASH)
    return int(np.where(fits, seen[:, COSINE], -1.0).argmax()) if fits.any() else None
