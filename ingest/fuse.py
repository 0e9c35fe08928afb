"""Vectors and words -> one score: how near a passage is, and how much words count beside vectors. Pure.

Decides the order of passages. Both sides are absolute, so that neither is blown up to fill 0..1 when it
has nothing to say: a cosine, and BM25 over the most that the query's words could reach (words.py), where a word
that is nowhere in the corpus counts as missed. Words thus speak when the query is in the
corpus' own words, and fall silent when it is paraphrased. They speak up where the passages that they name are near by
their vectors too: everyday words ("how do I get the current file") stand in many answers, and on FAQs one fixed weight
lost to plain vectors. Min-max scaling of each list, which was here before,
made a list of chance matches as loud as a list of exact ones, and so does rank fusion, which `coach eval retrieval`
measures beside this.
Source: Bruch, Gai, Ingber (2023), An Analysis of Fusion Functions for Hybrid Retrieval (theoretical min-max).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Whether vectors bear out what words name is asked of so many passages, those with the best word scores. One that is
# so much further away than the nearest of all (a difference of closeness) is not borne out at all. Of 3 to 20 and 0.15
# to 0.4 these were best by the mean of nine sets; all with 5 or 10 and 0.2 or 0.3 lie within 0.3 of each other.
NAMED = 5
TOO_FAR = 0.3


@dataclass(frozen=True)
class SearchSettings:
    """How scores are put together; `coach eval settings` chooses both weights anew, for each set on the others.

    `word_weight`: weight of the word score beside a closeness of weight 1 where vectors bear out what words name; 0 is
    vectors alone. `lone_words`: the part of it that is left where they do not, 0..1; 1 is one weight for all queries.
    `wide_weight`: the part of closeness that is the wide window's, 0..1.
    `mend_spelling`: whether misspelt words of the query are mended (spelling.py).
    """

    word_weight: float = 1.25
    lone_words: float = 0.25
    wide_weight: float = 0.5
    mend_spelling: bool = True


def closeness(best: Floats, wide: Floats, wide_weight: float) -> Floats:
    """How near passages are to a query: float32 (passages,), -1..1.

    `best`, `wide`: the query's cosine with each passage's best window and with its wide one. A question may ask for one
    sentence of a passage, or for what all of it is about.
    """
    near: Floats = (1 - wide_weight) * best + wide_weight * wide
    return near


def agreement(near: Floats, words: Floats) -> float:
    """How far vectors bear out what words name, 0..1: 1 where the passages with the best word scores are the nearest.

    `near`, `words`: closeness and word score of the same passages, both float32 (passages,); each that is named counts
    by its word score. 0 where no passage holds a word.
    """
    named = order(words, np.arange(len(words)), NAMED)
    weights = words[named]
    if not weights.any():
        return 0.0
    behind = (near.max() - near[named]) / TOO_FAR
    return float(weights @ (1 - np.minimum(behind, 1)) / weights.sum())


def weight_of_words(agreed: float, settings: SearchSettings) -> float:
    """The weight that a query's word scores have beside closeness, at most `settings.word_weight`."""
    return settings.word_weight * (settings.lone_words + (1 - settings.lone_words) * agreed)


def fuse(near: Floats, words: Floats, word_weight: float) -> Floats:
    """The fused score of passages: float32, at most 1. `words`: their word scores, 0..1."""
    fused: Floats = ((near + word_weight * words) / (1 + word_weight)).astype(np.float32)
    return fused


def weigh(near: Floats, words: Floats, settings: SearchSettings) -> tuple[Floats, float, float]:
    """The fused score of each passage for one query, how far vectors bear out its words, and what these weigh."""
    agreed = agreement(near, words)
    weight = weight_of_words(agreed, settings)
    return fuse(near, words, weight), agreed, weight


def order(scores: Floats, rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Positions of the `count` highest scores, best first, ties by row."""
    if count >= len(scores):
        return np.lexsort((rows, -scores))
    # All that are no worse than the last one wanted, so that ties are settled by row and not by the partition.
    least = np.partition(scores, -count)[-count]
    among = np.flatnonzero(scores >= least)
    return among[np.lexsort((rows[among], -scores[among]))][:count]
