"""Vectors and words -> one score: how near a passage is, and how much words count beside vectors. Pure.

Decides the order of passages. Both scores are absolute, so that neither is scaled up to fill 0..1 when it tells
nothing: a cosine, and BM25 divided by the most that the query's words could reach (bm25.py), where a word that is
nowhere in the corpus counts as missed. So words count much when the query is in the corpus' own words, and little when
it is paraphrased. They count more where the passages with the best word scores are also near by their vectors:
everyday words ("how do I get the current file") are in many answers, and on FAQs one fixed weight lost to plain
vectors. Min-max scaling of each list, used here before, gave a list of chance matches the same weight as a list of
exact ones. So does rank fusion, which `coach eval retrieval` measures beside this.
Source: Bruch, Gai, Ingber (2023), An Analysis of Fusion Functions for Hybrid Retrieval (theoretical min-max).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# How many of the top BM25 passages are checked against their vector scores, and how far one may be behind the nearest
# passage of all (a difference of closeness) before the vectors do not confirm it at all: `coach eval settings`.
NAMED = 5
TOO_FAR = 0.3


@dataclass(frozen=True)
class SearchSettings:
    """How scores are put together; `coach eval settings` chooses both weights anew, for each set on the others.

    `word_weight`: weight of the word score beside a closeness of weight 1 where vectors agree with the words; 0 is
    vectors alone. `lone_words`: the part of it that is left where they do not, 0..1; 1 is one weight for all queries.
    `wide_weight`: the wide window's part of closeness, 0..1.
    `mend_spelling`: whether misspelt words of the query are mended (spelling.py).
    """

    word_weight: float = 1.25
    lone_words: float = 0.25
    wide_weight: float = 0.5
    mend_spelling: bool = True


def closeness(best: Floats, wide: Floats, wide_weight: float) -> Floats:
    """How near passages are to a query: float32 (passages,), -1..1.

    `best`, `wide`: the query's cosine with each passage's best window and with its wide one. A question may ask for one
    sentence of a passage, or for the subject of all of it.
    """
    near: Floats = (1 - wide_weight) * best + wide_weight * wide
    return near


def agreement(near: Floats, words: Floats) -> float:
    """How far vectors agree with words, 0..1: 1 where the passages with the best word scores are also the nearest.

    `near`, `words`: closeness and word score of the same passages, both float32 (passages,). Each passage that is
    checked counts by its word score. 0 where no passage holds a word of the query.
    """
    named = order(words, np.arange(len(words)), NAMED)
    weights = words[named]
    if not weights.any():
        return 0.0
    behind = (near.max() - near[named]) / TOO_FAR
    return float(weights @ (1 - np.minimum(behind, 1)) / weights.sum())


def weight_of_words(agreed: float, settings: SearchSettings) -> float:
    """The weight of a query's word scores beside closeness, at most `settings.word_weight`."""
    return settings.word_weight * (settings.lone_words + (1 - settings.lone_words) * agreed)


def fuse(near: Floats, words: Floats, word_weight: float) -> Floats:
    """The fused score of passages: float32, at most 1. `words`: their word scores, 0..1."""
    fused: Floats = ((near + word_weight * words) / (1 + word_weight)).astype(np.float32)
    return fused


def weigh(near: Floats, words: Floats, settings: SearchSettings) -> tuple[Floats, float, float]:
    """The fused score of each passage for one query, how far vectors agree with its words, and the words' weight."""
    agreed = agreement(near, words)
    weight = weight_of_words(agreed, settings)
    return fuse(near, words, weight), agreed, weight


def order(scores: Floats, rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Positions of the `count` highest scores, best first, ties by row."""
    if count >= len(scores):
        return np.lexsort((rows, -scores))
    # All that are no worse than the last one wanted, so that ties are ordered by row and not by the partition.
    least = np.partition(scores, -count)[-count]
    among = np.flatnonzero(scores >= least)
    return among[np.lexsort((rows[among], -scores[among]))][:count]
