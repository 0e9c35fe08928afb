"""What an answer does for each key point: a few features, and the window that speaks for it.

Decides which window is shown as evidence and what is measured about a point, in that window and in the
whole answer. What the features are worth is in coefficients.json, what follows from it in offline.py.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.grading.match import FEATURES, Reading, unit_length
from app.grading.sheet import Matrix, Sheet, letter_set, read

POINT_FEATURES = (
    "meaning", "local", "told", "letters", "own", "misled", "mistaken", "polarity_clash", "opposite_clash", "number_missing",
)  # fmt: skip
COSINE, RECALL, PAIRS = FEATURES.index("cosine"), FEATURES.index("recall"), FEATURES.index("pair_recall")
POLARITY, OPPOSITE, NUMBER = (FEATURES.index(name) for name in ("polarity_clash", "opposite_clash", "number_missing"))
# Where a question has no wrong statements, the margin that right answers have on average to those that have.
NO_WRONG_MARGIN, NO_WRONG_COSINE = -0.25, 0.4


@dataclass(frozen=True)
class PointView:
    """Of one key point: its features float32 (len(POINT_FEATURES),), the best window's row and wording's row."""

    features: NDArray[np.float32]
    window: int
    wording: int


def view_points(reading: Reading, found: NDArray[np.float32], sheet: Sheet) -> list[PointView]:
    """A view of every key point, in the question's order.

    Args:
        reading: the answer's n windows.
        found: features of every (window, wording), float32 (n, m, len(FEATURES)).
        sheet: the prepared question.
    """
    beyond = _beyond_question(reading, sheet)
    whole = read([tuple(token for row in reading.tokens for token in row)], sheet.lexicon)
    weights = sheet.lexicon.weights
    same = (sheet.said.affirmed * weights) @ whole.affirmed[0] + (sheet.said.denied * weights) @ whole.denied[0]
    total = np.maximum((sheet.said.presence * weights).sum(1), 1e-6)
    told = np.minimum(same, total) / total
    runs = letter_set(reading.answer)
    letters = np.array([len(runs & own) / max(1, len(own)) for own in sheet.runs], dtype=np.float32)
    wrong = np.array([row for row, wording in enumerate(sheet.wordings) if wording.wrong >= 0], dtype=np.int64)
    match = beyond + found[:, :, RECALL] + 0.5 * found[:, :, PAIRS]
    return [
        _view(point, found, beyond, match, told, letters, wrong, sheet) for point in range(len(sheet.question.key_points))
    ]


def _view(
    point: int, found: Matrix, beyond: Matrix, match: Matrix, told: Matrix, letters: Matrix, wrong: NDArray[np.int64], sheet: Sheet
) -> PointView:
    rows = sheet.rows(point)
    # Single units stand before pairs, so that of equals the shorter window is the evidence.
    window, at = np.unravel_index(int(match[:, rows].argmax()), (len(match), len(rows)))
    wording = int(rows[at])
    others = [row for row, one in enumerate(sheet.wordings) if one.point >= 0 and one.point != point]
    cosine = found[window, rows, COSINE].max()
    other = found[window, others, COSINE].max() if others else cosine
    return PointView(
        np.array(
            [
                beyond[:, rows].max(),
                found[:, rows, RECALL].max(),
                told[rows].max(),
                letters[rows].max(),
                cosine - other,
                found[window, wrong, COSINE].max() - cosine if len(wrong) else NO_WRONG_MARGIN,
                found[:, wrong, COSINE].max() if len(wrong) else NO_WRONG_COSINE,
                found[window, wording, POLARITY],
                found[window, wording, OPPOSITE],
                found[window, rows, NUMBER].min(),
            ],
            dtype=np.float32,
        ),
        int(window),
        wording,
    )


def _beyond_question(reading: Reading, sheet: Sheet) -> Matrix:
    """Cosines (n, m) of what windows and wordings say beyond the question: its own direction is taken out of both."""
    direction = sheet.question_vector
    windows = reading.vectors - np.outer(reading.vectors @ direction, direction)
    wordings = sheet.vectors - np.outer(sheet.vectors @ direction, direction)
    cosines: Matrix = unit_length(windows) @ unit_length(wordings).T
    return cosines
