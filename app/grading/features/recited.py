"""What an answer recites of its question's strong answer, whose passages are marked with the points that they say.

Decides which windows cannot speak for a point: of a recited passage it is known what it says. Read, half of a strong
answer was believed to have said nearly all of it, in whose voice it is.
"""

import numpy as np
from numpy.typing import NDArray

from app.grading.features.matching import Reading
from app.grading.prepared_question import PreparedQuestion

# A window that is this near to a passage of the strong answer says what the passage says.
ANCHOR_COSINE = 0.9


def silent(reading: Reading, prepared: PreparedQuestion) -> NDArray[np.bool_]:
    """Which windows recite a passage that does not say a point: bool (windows, points); of those without marks none."""
    if prepared.strong is None:
        return np.zeros((len(reading.windows), len(prepared.rows)), dtype=bool)
    near = reading.vectors @ prepared.strong.vectors.T >= ANCHOR_COSINE
    is_recited = near.any(axis=1, keepdims=True)
    found: NDArray[np.bool_] = is_recited & ~(near.astype(np.float32) @ prepared.strong.may_say > 0)
    return found
