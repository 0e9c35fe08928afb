"""Which sentences of a long answer are read for a key point.

Decides that a short answer is read whole, and that of a long one the sentences nearest to the point are, each with its
neighbours, which may complete it or take it back.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Words of an answer that are read for one point. What more brings, and costs, is in docs/reader.md.
MOST_WORDS = 220


def chosen(lengths: Sequence[int], similarity: NDArray[np.float32], most: int = MOST_WORDS) -> list[int]:
    """The numbers of the sentences to read for a point, in the answer's order.

    `lengths`: words of each sentence; `similarity`: float (sentences,), how near each is to the point. At least the
    nearest sentence is read, however long it is.
    """
    if sum(lengths) <= most:
        return list(range(len(lengths)))
    taken: set[int] = set()
    words = 0
    for number in np.argsort(-similarity, kind="stable").tolist():
        for each in (number, number - 1, number + 1):
            if 0 <= each < len(lengths) and each not in taken and (not taken or words + lengths[each] <= most):
                taken.add(each)
                words += lengths[each]
        if words >= most * 0.9:
            break
    return sorted(taken)
