"""Whether a wording gives away what it asks for.

Decides by words and by meaning: what a wording says beyond the bank's own question must not be the content
of a key point. The bank's wordings were written not to; they are the measure.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import Stemmer

from ingest.embedding.embedder import Embedder

WORD = re.compile(r"[^\W_]+", re.UNICODE)
# What a wording may newly say of a key point: one word, or this share of its words; and how much nearer to the point
# than the bank's texts it may be. Measured on 57 questions of the bank: of 171 key points put as a question all are
# caught, of their first halves 92 %, and of the authors' own 114 variants 37 %, which then costs only the bank's words.
MOST_NEW_WORDS = 1
MOST_NEW_SHARE = 0.3
MOST_NEARER = 0.2
_COMMON = (
    "a about after all also an and any are as at be been before between both but by can could did do does "
    "each else even for from get give had has have how i if in into is it its just let like make many may me "
    "might more most much my no not of on one only or other our out over own s same should so some such t "
    "take tell than that the their them then there these they thing this those through to too two under up us "
    "use used using very was way we were what when where which while who why will with without would yes you "
    "your say said mean means explain describe happen happens example answer question point case part kind "
    "work works need needs know think would"
)
COMMON = frozenset(_COMMON.split())


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
        open_words = frozenset().union(*(stems(text) for text in known))
        new = stems(wording) - open_words
        listed = [text for texts in points for text in texts]
        for text in listed:
            hidden = stems(text) - open_words
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


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The stems of the words that say something; a stemmer of its own, since one is not safe to share."""
    stemmer = Stemmer.Stemmer("english")
    words = (match.group().lower() for match in WORD.finditer(text))
    return frozenset(stemmer.stemWord(word) for word in words if word not in COMMON)
