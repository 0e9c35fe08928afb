"""What happened on the way from a query to its passages: every stage with its numbers and its time.

Decides what is shown of a search. It searches nothing itself: the retriever does, as for any answer, and reports the
end of each of its steps.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from app.answering.prepared.likelihood import Likelihood
from app.answering.retriever import (
    COPY_OVERLAP,
    LEAST_EVIDENCE,
    WORD_EVIDENCE,
    Dropped,
    Found,
    Retriever,
    evidence,
)
from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.bm25 import Word
from ingest.index.search import Hit, Index
from ingest.passages.split import Passage
from ingest.passages.token_counts import encoding
from ingest.passages.windows import WindowSettings, windows

Clock = Callable[[], float]

# What is shown of the nearest windows and of the ranked passages; all of them are scored.
WINDOWS_SHOWN = 10


@dataclass(frozen=True)
class Step:
    """A step and the milliseconds that it took."""

    name: str
    ms: float


@dataclass(frozen=True)
class Window:
    """A window near the query: characters `start` to `end` of its passage; see ingest/passages/windows.py."""

    rank: int
    cosine: float
    row: int
    passage: Passage
    start: int
    end: int
    is_wide: bool

    @property
    def text(self) -> str:
        """The words of the window."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True)
class Rule:
    """Whether the corpus answers: closeness of the best passage + `word_weight` times its word score >= `least`.

    Besides, its closeness alone must be >= `least_closeness`, unless the query is in the words of a phrasing.
    """

    closeness: float
    words: float
    word_weight: float
    evidence: float
    least: float
    least_closeness: float
    answers: bool


@dataclass(frozen=True)
class Trace:
    """A search, stage by stage.

    `tokens` are of cl100k_base, `pieces` of the embedding model; `steps` are in the order in which they ran and add up
    to the whole time of the search. `agreed` and `word_weight` are those of this query (ingest/index/fuse.py).
    `search_ranks` are the ranks of the `ranked` rows before a reranker. `likelihood` decides in place of `rule` where
    answers are prepared for the best document; None where none are.
    """

    query: str
    meant: str
    tokens: tuple[str, ...]
    pieces: tuple[str, ...]
    words: tuple[Word, ...]
    windows_indexed: int
    passages_indexed: int
    windows: tuple[Window, ...]
    candidates: int
    candidates_with_words: int
    agreed: float
    word_weight: float
    wide_weight: float
    copy_overlap: float
    limit: int
    ranked: tuple[Hit, ...]
    search_ranks: Mapping[int, int]
    rule: Rule | None
    found: Found
    steps: tuple[Step, ...]
    likelihood: Likelihood | None = None

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What was left out, and why."""
        return self.found.dropped


def trace(query: str, retriever: Retriever, embedder: Embedder, clock: Clock = perf_counter) -> Trace:
    """Find the passages for a query as an answer would, and tell how; `clock` counts seconds."""
    times: list[tuple[str, float]] = [("", clock())]
    found = retriever.find(query, lambda step: times.append((step, clock())))
    steps = tuple(Step(name, (end - start) * 1000) for (_, start), (name, end) in itertools.pairwise(times))
    return _told(found, steps, retriever.index, embedder)


def _told(found: Found, steps: tuple[Step, ...], index: Index, embedder: Embedder) -> Trace:
    meant, ranking = found.meant, found.ranking
    if ranking is None:
        raise ValueError("a trace tells of a search, and none was made")
    codes = encoding().encode_ordinary(meant)
    return Trace(
        query=found.query,
        meant=meant,
        tokens=tuple(encoding().decode([code]) for code in codes),
        pieces=tuple(meant[start:end] for start, end in embedder.piece_offsets(meant)),
        words=tuple(index.words(meant)),
        windows_indexed=int(index.manifest["windows"]),
        passages_indexed=index.passages,
        windows=_nearest(ranking.vector, index, embedder),
        candidates=len(ranking.rows),
        candidates_with_words=int((ranking.words[ranking.rows] > 0).sum()),
        agreed=ranking.agreed,
        word_weight=ranking.word_weight,
        wide_weight=index.settings.wide_weight,
        copy_overlap=COPY_OVERLAP,
        limit=len(found.hits),
        ranked=found.ranked,
        search_ranks={hit.row: hit.rank for hit in ranking.hits},
        rule=_rule(ranking.hits, found),
        found=found,
        steps=steps,
    )


def _nearest(query: Vectors, index: Index, embedder: Embedder) -> tuple[Window, ...]:
    """The nearest windows, cut out of their passages the way they were when the index was built."""
    settings = WindowSettings(**index.manifest["settings"]["window"])
    found = []
    for rank, near in enumerate(index.nearest_windows(query, WINDOWS_SHOWN), start=1):
        passage = index.texts.passages([near.row])[0]
        cut = windows(passage.text, embedder.piece_offsets, settings)
        start, end = cut[near.number]
        is_wide = near.number == 0 and len(cut) > 1 and settings.wide > 0
        found.append(Window(rank, near.cosine, near.row, passage, start, end, is_wide))
    return tuple(found)


def _rule(hits: list[Hit], found: Found) -> Rule | None:
    if not hits:
        return None
    best = hits[0]
    least = (LEAST_EVIDENCE, found.least_closeness)
    return Rule(best.vector, best.words, WORD_EVIDENCE, evidence(best), *least, found.answers)
