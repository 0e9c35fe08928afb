"""Two ranked lists -> one: how much vectors and words each count. Pure.

Decides the order of passages from their vector scores and their word scores.
"""

from collections.abc import Mapping


def min_max(scores: Mapping[int, float]) -> dict[int, float]:
    """Scale scores to 0..1; all equal scores become 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {row: (score - low) / (high - low) for row, score in scores.items()}


def fuse(vector: Mapping[int, float], words: Mapping[int, float], word_weight: float) -> list[tuple[int, float]]:
    """Weighted sum of the two min-max scaled scores, best first, ties by row: [(row, score 0..1)].

    Rank fusion loses here: it forgets by how much one passage is ahead (README, decisions).
    """
    vector_share, word_share = min_max(vector), min_max(words)
    fused = {
        row: (1 - word_weight) * vector_share.get(row, 0.0) + word_weight * word_share.get(row, 0.0)
        for row in vector_share.keys() | word_share.keys()
    }
    return sorted(fused.items(), key=lambda entry: (-entry[1], entry[0]))
