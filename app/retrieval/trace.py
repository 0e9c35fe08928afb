"""What happened on the way from a query to its passages: every stage with its numbers and its time.

Decides what is worth showing of a search; it searches nothing itself. The retriever runs over the same
index, whose steps are noted as they pass (watched.py), so that what is shown is what an answer stands on.
"""

import copy
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from app.retrieval.retriever import (
    ASIDE_COST,
    COPY_OVERLAP,
    LEAST_EVIDENCE,
    WORD_EVIDENCE,
    Found,
    Retriever,
    _asides_down,
    _is_aside,
    _overlap,
    evidence,
)
from app.retrieval.watched import Clock, Seen, Step, Watched
from ingest.embed import Embedder, Vectors
from ingest.index import Hit, Index
from ingest.split import Passage
from ingest.tokens import encoding
from ingest.windows import WindowSettings, windows
from ingest.words import asked

# What is shown of the nearest windows and of the ranked passages; all of them are scored.
WINDOWS_SHOWN = 10


@dataclass(frozen=True)
class Word:
    """A stem that is searched for; `rarity` is its inverse document frequency, above 0."""

    stem: str
    rarity: float
    in_corpus: bool


@dataclass(frozen=True)
class Window:
    """A window near the query: characters `start` to `end` of its passage's text."""

    rank: int
    cosine: float
    row: int
    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the window."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True)
class Ranked:
    """A passage in the order of the fused scores. `is_aside`: it only asks, or is wrong, and is moved down for it.

    `hit` is as the index found it; `final_rank` and `final_score` are what they are after that.
    """

    hit: Hit
    is_aside: bool
    final_rank: int
    final_score: float


@dataclass(frozen=True)
class Dropped:
    """A passage that is left out. `copy_of` is the rank of the better one it repeats, 0 where it is past the limit."""

    hit: Hit
    copy_of: int
    overlap: float


@dataclass(frozen=True)
class Rule:
    """Whether the corpus answers: closeness of the best passage + `word_weight` times its word share >= `least`."""

    closeness: float
    words: float
    word_weight: float
    evidence: float
    least: float
    answers: bool


@dataclass(frozen=True)
class Trace:
    """A search, stage by stage.

    `tokens` are of cl100k_base, `pieces` of the embedding model; `steps` in the order in which they ran, and they
    make up the whole time of the search.
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
    word_weight: float
    best_share: float
    aside_cost: float
    copy_overlap: float
    limit: int
    ranked: tuple[Ranked, ...]
    dropped: tuple[Dropped, ...]
    rule: Rule | None
    found: Found
    steps: tuple[Step, ...]


def trace(query: str, retriever: Retriever, embedder: Embedder, clock: Clock = perf_counter) -> Trace:
    """Find the passages for a query as an answer would, and tell how; `clock` counts seconds."""
    seen = Seen(clock)
    watched = copy.copy(retriever)
    watched.index = Watched(retriever.index, embedder, seen)
    seen.begin()
    found = watched.find(query)
    seen.end_of("choose")
    return _told(query, found, seen, watched.index, embedder)


def _told(query: str, found: Found, seen: Seen, index: Index, embedder: Embedder) -> Trace:
    rows = seen.rows if seen.rows is not None else np.zeros(0, dtype=np.int64)
    shares = seen.shares if seen.shares is not None else np.zeros(index.passages, dtype=np.float32)
    codes = encoding().encode_ordinary(seen.meant)
    return Trace(
        query=query,
        meant=seen.meant,
        tokens=tuple(encoding().decode([code]) for code in codes),
        pieces=tuple(seen.meant[start:end] for start, end in embedder.piece_offsets(seen.meant)),
        words=_words(seen.meant, index),
        windows_indexed=int(index.manifest["windows"]),
        passages_indexed=index.passages,
        windows=_nearest(seen.vector, index, embedder),
        candidates=len(rows),
        candidates_with_words=int((shares[rows] > 0).sum()),
        word_weight=index.settings.word_weight,
        best_share=index.settings.best_share,
        aside_cost=ASIDE_COST,
        copy_overlap=COPY_OVERLAP,
        limit=len(found.hits),
        ranked=_ranked(seen.hits),
        dropped=_dropped(found),
        rule=_rule(seen.hits, found),
        found=found,
        steps=tuple(seen.steps),
    )


def _words(meant: str, index: Index) -> tuple[Word, ...]:
    words = index._words
    return tuple(Word(stem, words.rarity(stem), stem in words._vocabulary) for stem in asked(meant, words._stemmer))


def _nearest(query: Vectors | None, index: Index, embedder: Embedder) -> tuple[Window, ...]:
    """The nearest windows, cut out of their passages the way they were when the index was built."""
    if query is None:
        return ()
    cosines, found = index._vectors.search(query, WINDOWS_SHOWN)
    rows = [int(row) for row in index._passage_of_window[found]]
    settings = WindowSettings(**index.manifest["settings"]["window"])
    nearest = []
    for rank, (cosine, at, row) in enumerate(zip(cosines, found, rows, strict=True), start=1):
        passage = index.texts.passages([row])[0]
        start, end = windows(passage.text, embedder.piece_offsets, settings)[int(at - index._window_starts[row])]
        nearest.append(Window(rank, float(cosine), row, passage, start, end))
    return tuple(nearest)


def _ranked(hits: list[Hit]) -> tuple[Ranked, ...]:
    final = {hit.row: hit for hit in _asides_down(hits)}
    return tuple(Ranked(hit, _is_aside(hit.passage), final[hit.row].rank, final[hit.row].score) for hit in hits)


def _dropped(found: Found) -> tuple[Dropped, ...]:
    dropped = []
    for hit in found.dropped:
        shared, better = max(
            (
                (_overlap(hit.passage.text, other.passage.text), other)
                for other in found.hits
                if other.score >= hit.score
            ),
            key=lambda one: one[0],
            default=(0.0, None),
        )
        is_copy = better is not None and shared >= COPY_OVERLAP
        dropped.append(Dropped(hit, better.rank if better is not None and is_copy else 0, shared))
    return tuple(dropped)


def _rule(hits: list[Hit], found: Found) -> Rule | None:
    if not hits:
        return None
    best = hits[0]
    return Rule(best.vector, best.words, WORD_EVIDENCE, evidence(best), LEAST_EVIDENCE, found.answers)
