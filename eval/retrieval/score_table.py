"""All scores of a labelled set, made once: what any weights of the search would rank is arithmetic from there on.

Decides what is kept of a search: of every passage and query the cosines of its best and its wide window and the word
score, all float32 (queries, passages), so that no weight needs a new embedding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from ir_measures import iter_calc, nDCG
from numpy.typing import NDArray

from eval.retrieval import plain_vectors, search, spans
from eval.retrieval.beir import documents_of, read_beir
from ingest.embedding.embedder import Embedder
from ingest.index.fuse import SearchSettings, closeness, order, weigh
from ingest.index.search import Index

Scores = NDArray[np.float32]
Rows = Sequence[Sequence[int]]
Values = NDArray[np.float64]
ON = SearchSettings()
# One weight of words for all queries, the best one by the mean of the sets: what agreement is held against.
ONE_WEIGHT = SearchSettings(word_weight=0.75, lone_words=1.0)
PASSAGES = 5


@dataclass(frozen=True)
class Scored:
    """A set with its scores; `judge` gives the measure (0..1) of each query for the rows that were ranked for it.

    `best`, `wide`, `words`: float32 (queries, passages). `plain`: the measure by plain vectors, a query.
    `owners`: of each passage what is ranked by rank fusion: its document, or on spans itself. `texts`: the queries, and
    `folder` the index that they were searched in.
    """

    name: str
    measure: str
    best: Scores
    wide: Scores
    words: Scores
    plain: Values
    judge: Callable[[Rows], Values]
    owners: Sequence[str]
    texts: Sequence[str] = ()
    folder: Path = Path()

    @property
    def queries(self) -> int:
        """How many queries were judged."""
        return len(self.plain)

    def values(self, settings: SearchSettings) -> Values:
        """The measure of each query with these weights, as Index.rank would have it."""
        return self.by(self._near(settings), settings)

    def by(self, near: Scores, settings: SearchSettings = ON) -> Values:
        """The measure of each query with another closeness, float32 (queries, passages), and the words as they are."""
        rows = np.arange(self.words.shape[1])
        every = zip(near, self.words, strict=True)
        return self.judge([_first(weigh(one, words, settings)[0], rows) for one, words in every])

    def by_ranks(self) -> Values:
        """The measure of each query by equal-weight rank fusion of closeness and words, as `coach eval retrieval`."""
        # Any passage of a document stands for it.
        row_of = {owner: row for row, owner in enumerate(self.owners)}
        every = zip(self._near(ON), self.words, strict=True)
        fused = (search.by_ranks(self.owners, near, words) for near, words in every)
        return self.judge([[row_of[owner] for owner in ranked[: search.PASSAGES]] for ranked in fused])

    def _near(self, settings: SearchSettings) -> Scores:
        return closeness(self.best, self.wide, settings.wide_weight)


def _first(fused: Scores, rows: NDArray[np.int64]) -> list[int]:
    ranked: list[int] = order(fused, rows, search.PASSAGES).tolist()
    return ranked


def score_beir(folder: Path, embedder: Embedder, work: Path) -> Scored:
    """A set in BEIR layout, judged by nDCG@10 of its documents; its indexes are kept in `work`.

    Raises:
        DatasetError: the data set cannot be read.
    """
    dataset = read_beir(folder)
    search.open_documents(documents_of(dataset), work, embedder)
    whole, owners = plain_vectors.whole_documents(dataset.documents, work.with_name(f"{work.name}-plain"), embedder)
    index = Index(work, embedder)
    owner = [passage.document for passage in index.texts.passages(range(index.passages))]

    def judged(rows: Rows, owner: Sequence[str]) -> Values:
        # A document that is found again has no say any more.
        best = [list(dict.fromkeys(owner[row] for row in ranked)) for ranked in rows]
        return _ndcg(dict(zip(dataset.queries, best, strict=True)), dataset.judgements)

    texts = list(dataset.queries.values())
    by_plain = judged([plain_vectors.ranked(whole, text) for text in texts], owners)
    scores = _scores(index, embedder, texts)
    return Scored(dataset.name, "nDCG@10", *scores, by_plain, lambda rows: judged(rows, owner), owner, texts, work)


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
    whole = plain_vectors.open_plain([passage.text for passage in passages], work, embedder)

    def judge(rows: Rows) -> Values:
        every = zip(queries, rows, strict=True)
        return np.array(
            [spans.held(query, [passages[row] for row in ranked[:PASSAGES]]).recall for query, ranked in every]
        )

    texts = [query.text for query in queries]
    by_plain = judge([plain_vectors.ranked(whole, text) for text in texts])
    return Scored(
        labelled.name,
        "recall@5",
        *_scores(index, embedder, texts),
        by_plain,
        judge,
        [str(row) for row in range(index.passages)],
        texts,
        folder,
    )


def _scores(index: Index, embedder: Embedder, texts: Sequence[str]) -> tuple[Scores, Scores, Scores]:
    """Of each text: cosines of the best and the wide windows, and word scores."""
    by_wide = Index(index.folder, embedder, replace(ON, wide_weight=1.0))
    by_best = Index(index.folder, embedder, replace(ON, wide_weight=0.0))
    found = [by_best.scores(text) for text in texts]
    wide = [by_wide.scores(text)[0] for text in texts]
    best, words = zip(*found, strict=True)
    return np.array(best), np.array(wide), np.array(words)
