"""An answer's sentences -> the windows in which the reader looks for a key point.

Decides which stretches are read as one: each sentence alone, and with the one after it, which may complete it or take
it back; and which of them are worth reading for a point, when all would take too long. Where a sentence ends is the
caller's.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]
Similarity = NDArray[np.float32]

# Sentences a point that are read when windows are picked by similarity, each also with its neighbours.
BEST = 3


@dataclass(frozen=True, slots=True)
class Window:
    """Characters [start, end) of an answer: its sentences `first` to `last`, counted from 0."""

    start: int
    end: int
    first: int
    last: int

    @property
    def is_single(self) -> bool:
        """Whether it is one sentence."""
        return self.first == self.last


def windows_of(sentences: Sequence[Span]) -> list[Window]:
    """Each sentence alone, then each two neighbours; `sentences` are [start, end) in the answer's order."""
    single = [Window(start, end, number, number) for number, (start, end) in enumerate(sentences)]
    return single + [Window(a.start, b.end, a.first, b.last) for a, b in itertools.pairwise(single)]


def candidates(windows: Sequence[Window], similarity: Similarity, best: int = BEST) -> list[Window]:
    """The windows worth reading for one point, in their order.

    `similarity`: float (sentences,), how near each sentence is to the point. Taken are the `best` nearest sentences
    alone, and the nearest one with each of its neighbours.
    """
    order = np.argsort(-similarity, kind="stable")[:best].tolist()
    nearest = order[0] if order else -1
    return [
        window
        for window in windows
        if (window.first in order if window.is_single else nearest in (window.first, window.last))
    ]
