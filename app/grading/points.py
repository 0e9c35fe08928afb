"""What an answer does for each key point: a few features, and the window that speaks for it.

Decides which window is shown as evidence, what is measured about a point in that window and in the whole
answer, and when a window says the opposite. What the features are worth is in coefficients.json.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.grading.match import FEATURES, Reading, features, unit_length
from app.grading.sheet import Matrix, Sheet, read

POINT_FEATURES = ("meaning", "local", "told", "own", "misled", "misworded", "taken")
COSINE, RECALL, PAIRS = FEATURES.index("cosine"), FEATURES.index("recall"), FEATURES.index("pair_recall")
POLARITY, OPPOSITE = FEATURES.index("polarity_clash"), FEATURES.index("opposite_clash")
# Where a question has no wrong statements, the margin that right answers have on average to those that have.
NO_WRONG_MARGIN = -0.25
# A window with so many of a wording's words says that wording or its opposite; one word of it with the other sign
# is then enough. On gold answers 1 of 35 met points is so judged, on negated strong answers 3 of 4 points.
NEAR_RECALL, CLASH = 0.6, 0.03
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
    float32 (n, m) recall regardless of sign; `told` float32 (m,) recall in the whole answer.
    """

    found: NDArray[np.float32]
    beyond: Matrix
    covered: Matrix
    told: Matrix


def hold_against(reading: Reading, sheet: Sheet) -> Match:
    """Compute all of a Match."""
    found = features(reading, sheet)
    whole = read([tuple(token for row in reading.tokens for token in row)], sheet.lexicon)
    weights = sheet.lexicon.weights
    total = np.maximum((sheet.said.presence * weights).sum(1), 1e-6)
    same = (sheet.said.affirmed * weights) @ whole.affirmed[0] + (sheet.said.denied * weights) @ whole.denied[0]
    present = read(reading.tokens, sheet.lexicon).presence
    return Match(
        found=found,
        beyond=_beyond_question(reading, sheet),
        covered=present @ (sheet.said.presence * weights).T / total,
        told=np.minimum(same, total) / total,
    )


def view_points(match: Match, sheet: Sheet) -> list[PointView]:
    """A view of every key point, in the question's order."""
    fit = match.beyond + match.covered + 0.5 * match.found[:, :, PAIRS]
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
    clash = max(seen[rows[at], POLARITY], seen[rows[at], OPPOSITE])
    return PointView(
        features=np.array(values, dtype=np.float32),
        window=int(window) if anchored is None else anchored,
        is_opposite=anchored is None and bool(match.covered[window, rows[at]] >= NEAR_RECALL and clash >= CLASH),
        is_anchored=anchored is not None,
    )


def _anchored(point: int, match: Match, sheet: Sheet) -> int | None:
    """The window that repeats the strong answer's passage for the point; None if there is none."""
    if not len(sheet.anchor_rows):
        return None
    row = sheet.anchor_rows[point]
    seen = match.found[:, row]
    fits = (seen[:, COSINE] >= ANCHOR_COSINE) & (seen[:, RECALL] >= ANCHOR_RECALL) & (seen[:, POLARITY] < CLASH)
    return int(np.where(fits, seen[:, COSINE], -1.0).argmax()) if fits.any() else None


def _beyond_question(reading: Reading, sheet: Sheet) -> Matrix:
    """Cosines (n, m) of what windows and wordings say beyond the question: its own direction is taken out of both."""
    direction = sheet.question_vector
    windows = reading.vectors - np.outer(reading.vectors @ direction, direction)
    wordings = sheet.vectors - np.outer(sheet.vectors @ direction, direction)
    cosines: Matrix = unit_length(windows) @ unit_length(wordings).T
    return cosines
