"""An index that notes its steps as a search passes through them, with the time of each.

Decides where a step ends; what is made of the notes is in trace.py. It runs Index.search itself, so that
what is noted is what happened, not a second search that may come out otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Embedder, Progress, Vectors
from ingest.index import Hit, Index

Clock = Callable[[], float]


@dataclass(frozen=True)
class Step:
    """A step and the milliseconds that it took."""

    name: str
    ms: float


@dataclass
class Seen:
    """What passes by while a search runs, and the time since the step before."""

    clock: Clock
    meant: str = ""
    vector: Vectors | None = None
    shares: Vectors | None = None
    rows: NDArray[np.int64] | None = None
    hits: list[Hit] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    last: float = 0.0

    def begin(self) -> None:
        """Start the clock."""
        self.last = self.clock()

    def end_of(self, name: str) -> None:
        """Count the time since the last end to a step; one that runs twice has both times."""
        now = self.clock()
        before = [step.ms for step in self.steps if step.name == name]
        done = Step(name, sum(before) + (now - self.last) * 1000)
        if before:
            self.steps = [done if step.name == name else step for step in self.steps]
        else:
            self.steps.append(done)
        self.last = now


class WatchedEmbedder:
    """The embedder, noting when it has embedded the query."""

    def __init__(self, inner: Embedder, seen: Seen) -> None:
        self.name, self.sha256, self.backend = inner.name, inner.sha256, inner.backend
        self.dimension, self.max_pieces = inner.dimension, inner.max_pieces
        self._inner = inner
        self._seen = seen

    def encode(self, texts: list[str], progress: Progress | None = None) -> Vectors:
        """Embed passages, unnoted."""
        return self._inner.encode(texts, progress)

    def encode_query(self, text: str) -> Vectors:
        """Embed the query."""
        vector = self._inner.encode_query(text)
        self._seen.vector = vector
        self._seen.end_of("embed")
        return vector

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        """The word pieces, unnoted."""
        return self._inner.piece_offsets(text)


class Watched(Index):
    """An open index whose steps are noted; it shares everything with the one it watches and changes nothing."""

    def __init__(self, index: Index, embedder: Embedder, seen: Seen) -> None:
        vars(self).update(vars(index))
        self._embedder = WatchedEmbedder(embedder, seen)  # type: ignore[assignment]
        self._seen = seen

    def meant(self, query: str) -> str:
        """Mend the query."""
        if self._seen.hits:
            # The search is over: until now passages were chosen.
            self._seen.end_of("choose")
        self._seen.meant = super().meant(query)
        self._seen.end_of("mend")
        return self._seen.meant

    def _candidates(self, query: Vectors, words: Vectors, k: int) -> NDArray[np.int64]:
        self._seen.shares = words
        self._seen.end_of("words")
        self._seen.rows = super()._candidates(query, words, k)
        self._seen.end_of("windows")
        return self._seen.rows

    def closeness(self, rows: NDArray[np.int64], query: Vectors) -> Vectors:
        """Score the candidates by their vectors."""
        near = super().closeness(rows, query)
        self._seen.end_of("closeness")
        return near

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """Fuse, order and load the texts."""
        self._seen.hits = super().search(query, k)
        self._seen.end_of("fuse")
        return self._seen.hits
