"""Whether a wording gives away what it asks for.

Decides by words and by meaning: what a wording says beyond the bank's own question must not be the content
of a key point. The bank's wordings were written not to; they are the measure.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from ingest.embedding.embedder import Embedder
from ingest.language.content_words import content_stems

# What a wording may newly say of a key point: one word, or this share of its words; and how much nearer to the point
# than the bank's texts it may be. Measured on 57 questions of the bank: of 171 key points put as a question all are
# caught, of their first halves 92 %, and of the authors' own 114 variants 37 %, which then costs only the bank's words.
MOST_NEW_WORDS = 1
MOST_NEW_SHARE = 0.3
MOST_NEARER = 0.2


class GiveAway:
    """Compares wordings with key points."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the embedder that compares meanings."""
        self._embedder = embedder

    def gives_away(self, wording: str, known: Sequence[str], points: Iterable[Sequence[str]]) -> bool:
        """Whether `wording` says a key point.

        Args:
            wording: what a model would ask.
            known: texts that give nothing away: the bank's wording, the question, the answer; at least one.
            points: for each key point its texts: the point and its other wordings.
        """
        open_words = frozenset().union(*(content_stems(text) for text in known))
        new = content_stems(wording) - open_words
        listed = [text for texts in points for text in texts]
        for text in listed:
            hidden = content_stems(text) - open_words
            told = len(new & hidden)
            if told and (told == len(hidden) or (told > MOST_NEW_WORDS and told > MOST_NEW_SHARE * len(hidden))):
                return True
        return self._is_nearer(wording, known, listed)

    def likeness(self, wording: str, others: Sequence[str]) -> float:
        """The cosine of a wording and the nearest of the others, -1..1."""
        vectors = self._embedder.encode([wording, *others])
        return float((vectors[1:] @ vectors[0]).max())

    def _is_nearer(self, wording: str, known: Sequence[str], points: Sequence[str]) -> bool:
        vectors = self._embedder.encode([wording, *known, *points])
        bank, hidden = vectors[1 : 1 + len(known)], vectors[1 + len(known) :]
        return bool(np.any(hidden @ vectors[0] > (hidden @ bank.T).max(1) + MOST_NEARER))
