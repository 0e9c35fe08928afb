"""Reranking, an option: a cross-encoder reads query and passage together and puts the first ones in a new order.

Decides how many are read, and that the others keep their order behind them. A pair costs about as much as embedding
the passage again: 50 pairs take a second or two on a CPU, the search itself 5 ms.
"""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from ingest.errors import IndexUnusable
from ingest.index.search import Hit

MOST_CANDIDATES = 50


class RerankError(IndexUnusable):
    """The reranking model cannot be loaded; the message says what to do."""


class PairScorer(Protocol):
    """Scores pairs of query and passage; higher is nearer, on any scale. `name` identifies it in a report."""

    name: str

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """One score a passage."""
        ...


class CrossEncoderScorer:
    """A sentence-transformers CrossEncoder on the CPU, by its name or folder."""

    def __init__(self, name: str) -> None:
        """Load the model; from the network only where that is allowed.

        Raises:
            RerankError: there is no such model.
        """
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - four seconds, for this class alone

        self.name = name
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._model: Any = CrossEncoder(name, device="cpu")
        except (OSError, ValueError) as error:
            message = f"the reranking model {name!r} cannot be loaded: {error}; name a folder or download it first"
            raise RerankError(message) from error

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """One score a passage."""
        pairs = [(query, passage) for passage in passages]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]


def rerank(query: str, hits: Sequence[Hit], scorer: PairScorer, most: int = MOST_CANDIDATES) -> list[Hit]:
    """The first `most` hits (at most MOST_CANDIDATES) in the scorer's order, then the others as they were.

    Ranks are new; scores stay the search's own, since the evidence for an answer is judged by those.
    """
    count = min(most, MOST_CANDIDATES, len(hits))
    read, rest = hits[:count], hits[count:]
    scores = scorer.scores(query, [hit.passage.text for hit in read]) if read else []
    best = sorted(zip(scores, read, strict=True), key=lambda pair: (-pair[0], pair[1].rank))
    ordered = [hit for _, hit in best] + list(rest)
    return [replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1)]
