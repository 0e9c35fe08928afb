"""All scores of a labelled set, made once: what any weights of the search would rank is arithmetic from there on.

Decides what is kept of a search: of every passage and query the best window, the whole passage and the words, each
float32 (queries, passages). Closeness is a mix of the first two (ingest/fuse.py), so no weight needs a new embedding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from ir_measures import iter_calc, nDCG
from numpy.typing import NDArray

from eval import plain, retrieval, spans
from eval.beir import documents_of, read_beir
from ingest.embed import Embedder
from ingest.fuse import SearchSettings, fuse, order
from ingest.index import Index

Scores = NDArray[np.float32]
Rows = Sequence[Sequence[int]]
Values = NDArray[np.float64]
ON = SearchSettings()
PASSAGES = 5
PLAIN, RANKS = "plain vectors", "rank fusion"


@dataclass(frozen=True)
class Scored:
    """A set with its scores; `judge` gives the measure (0..1) of each query for the rows that were ranked for it.

    `best`, `whole`, `words`: float32 (queries, passages). `plain`: the measure by plain vectors (plain.py), a query.
    """

    name: str
    measure: str
    best: Scores
    whole: Scores
    words: Scores
    plain: Values
    judge: Callable[[Rows], Values]

    @property
    def queries(self) -> int:
        """How many queries were judged."""
        return len(self.plain)

    def values(self, settings: SearchSettings) -> Values:
        """The measure of each query with these weights, as Index.rank would have it."""
        near = self.near(settings.best_share)
        rows = np.arange(near.shape[1])
        every = zip(near, self.words, strict=True)
        return self.judge([_first(fuse(one, words, settings.word_weight), rows) for one, words in every])

    def near(self, best_share: float) -> Scores:
        """The closeness of every passage: float32 (queries, passages)."""
        near: Scores = (best_share * self.best + (1 - best_share) * self.whole).astype(np.float32)
        return near

    def by_ranks(self) -> Values:
        """The measure of each query by equal-weight rank fusion of closeness and words, as `coach eval retrieval`."""
        near, found = self.near(ON.best_share), []
        for one, words in zip(near, self.words, strict=True):
            fused = _by_place(one) + np.where(words > 0, _by_place(words), 0)
            found.append(np.argsort(-fused, kind="stable")[: retrieval.PASSAGES].tolist())
        return self.judge(found)


def _by_place(scores: Scores) -> Values:
    """What rank fusion makes of a list: 1 / (k + rank) of each passage."""
    places = np.argsort(np.argsort(-scores, kind="stable"))
    by_place: Values = 1 / (retrieval.RRF_K + 1 + places)
    return by_place


def _first(fused: Scores, rows: NDArray[np.int64]) -> list[int]:
    ranked: list[int] = order(fused, rows, retrieval.PASSAGES).tolist()
    return ranked


def score_beir(folder: Path, embedder: Embedder, work: Path) -> Scored:
    """A set in BEIR layout, judged by nDCG@10 of its documents; its indexes are kept in `work`.

    Raises:
        DatasetError: the data set cannot be read.
    """
    dataset = read_beir(folder)
    retrieval.open_documents(documents_of(dataset), work, embedder)
    whole, owners = plain.whole_documents(dataset.documents, work.with_name(f"{work.name}-plain"), embedder)
    index = Index(work, embedder)
    owner = [passage.document for passage in index.texts.passages(range(index.passages))]

    def judged(rows: Rows, owner: Sequence[str]) -> Values:
        # A document that is found again has no say any more.
        best = [list(dict.fromkeys(owner[row] for row in ranked)) for ranked in rows]
        return _ndcg(dict(zip(dataset.queries, best, strict=True)), dataset.judgements)

    texts = list(dataset.queries.values())
    by_plain = judged([plain.ranked(whole, text) for text in texts], owners)
    return Scored(dataset.name, "nDCG@10", *_scores(work, embedder, texts), by_plain, lambda rows: judged(rows, owner))


def _ndcg(run: dict[str, list[str]], judgements: Any) -> Values:
    """nDCG@10 of each judged query; one without documents counts 0."""
    scored = {query: {document: -float(at) for at, document in enumerate(found)} for query, found in run.items()}
    values = {one.query_id: float(one.value) for one in iter_calc([nDCG @ 10], judgements, scored)}
    return np.array([values.get(query, 0.0) for query in judgements])


def score_spans(labelled: spans.Labelled, folder: Path, work: Path, embedder: Embedder) -> Scored:
    """A set labelled by spans, judged by recall of the first five passages; `folder` holds its index.

    That of plain vectors is kept in `work`.
    """
    queries = [query for query in labelled.queries if query.parts]
    index = Index(folder, embedder)
    passages = index.texts.passages(range(index.passages))
    whole = plain.open_plain([passage.text for passage in passages], work, embedder)

    def judge(rows: Rows) -> Values:
        every = zip(queries, rows, strict=True)
        return np.array(
            [spans.held(query, [passages[row] for row in ranked[:PASSAGES]]).recall for query, ranked in every]
        )

    texts = [query.text for query in queries]
    by_plain = judge([plain.ranked(whole, text) for text in texts])
    return Scored(labelled.name, "recall@5", *_scores(folder, embedder, texts), by_plain, judge)


def _scores(folder: Path, embedder: Embedder, texts: Sequence[str]) -> tuple[Scores, Scores, Scores]:
    best = Index(folder, embedder, replace(ON, best_share=1.0))
    whole = Index(folder, embedder, replace(ON, best_share=0.0))
    found = [(*best.scores(text), whole.scores(text)[0]) for text in texts]
    near, words, mean = (np.array(scores, dtype=np.float32) for scores in zip(*found, strict=True))
    return near, mean, words
