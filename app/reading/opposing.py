"""A sentence and those of a passage -> whether the passage says the opposite.

Decides what is read: the whole passage, the sentences that share most words with it, and the one that shares most. A
single one may lack its noun, and in a whole passage a sentence is lost; the mean of what the three tell is taken.
"""

from collections.abc import Sequence

from app.reading.outcome import STATES, Excerpt, PointState
from app.reading.reader import Reader
from ingest.language.content_words import content_stems

NEAREST = 3
MET, CONTRADICTED = STATES.index(PointState.MET), STATES.index(PointState.CONTRADICTED)


class Opposing:
    """Holds sentences against passages by the reader."""

    def __init__(self, reader: Reader) -> None:
        """Take the reader."""
        self._reader = reader

    def __call__(self, text: str, sentences: Sequence[str]) -> bool:
        """Whether the sentences, in their order, contradict the text rather than say it; not where there are none."""
        said = content_stems(text)
        ranked = sorted(range(len(sentences)), key=lambda at: -len(said & content_stems(sentences[at])))
        nearest = tuple(sentences[at] for at in sorted(ranked[:NEAREST]))
        if not nearest:
            return False
        excerpts = [Excerpt(text, tuple(sentences)), Excerpt(text, nearest), Excerpt(text, (sentences[ranked[0]],))]
        states = [found.states for found in self._reader.read(excerpts)]
        return float(sum(one[CONTRADICTED] - one[MET] for one in states)) > 0
