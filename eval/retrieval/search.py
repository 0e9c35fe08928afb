"""`coach eval retrieval`: measures the product's own search on a data set in BEIR layout.

Decides that a long document is split and windowed as in ingestion, and scored by its best passage. The product's
ranking is compared with plain vectors (plain_vectors.py), with its own parts (windows alone, words alone) and with
equal-weight rank fusion of these two, which fuses the ranks of documents.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import MRR, P, R, nDCG
from numpy.typing import NDArray

from app.answering.retriever import Retriever
from eval.figures.agreement import Figure
from eval.figures.intervals import mean, shown, table
from eval.grading.dataset import DatasetError
from eval.retrieval import plain_vectors
from eval.retrieval.beir import Beir, documents_of, read_beir
from ingest.documents.document import Document
from ingest.embedding.embedder import Embedder, Progress
from ingest.index.rerank import PairScorer
from ingest.index.search import Index
from ingest.pipeline.build import build_documents
from ingest.pipeline.steps import Loaded

MEASURES = {"nDCG@10": nDCG @ 10, "recall@3": R @ 3, "recall@5": R @ 5, "recall@10": R @ 10, "MRR": MRR, "P@5": P @ 5}
# How many documents of each query are kept; MRR looks no further either.
DEPTH = 100
# How many passages the search returns, so that they hold DEPTH documents although a document may have several.
PASSAGES = 300
# Source: Cormack, Clarke, Buettcher (2009), Reciprocal Rank Fusion.
RRF_K = 60
COACH, PLAIN, WINDOWS, WORDS, RANKS = "coach", "plain vectors", "windows", "words", "rank fusion"

Run = dict[str, list[str]]
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Report:
    """Figures (0..1) of each way of ranking, on the same queries.

    `run` is the coach's ranking, `reranker` the model that reranks it ('' if none does). Of the `judged` documents,
    `missing` are not in the corpus; `warning` says so in a sentence ('' if all are there).
    """

    dataset: str
    documents: int
    passages: int
    queries: int
    ways: Mapping[str, tuple[Figure, ...]]
    run: Run
    reranker: str = ""
    judged: int = 0
    missing: int = 0
    warning: str = ""

    def render(self) -> str:
        """A text table: one row per measure, one column per way of ranking, per cent with 95 % intervals."""
        names = list(self.ways)
        rows = [[name, *(shown(self.ways[way][at]) for way in names)] for at, name in enumerate(MEASURES)]
        sizes = f"{self.documents:,} documents, {self.passages:,} passages, {self.queries:,} queries"
        by = f", reranked by {self.reranker}" if self.reranker else ""
        warning = f"{self.warning}\n" if self.warning else ""
        return f"{self.dataset}: {sizes}{by}\n{warning}{table(['', *names], rows)}"

    def as_json(self) -> str:
        """One JSON document with every figure and its interval, but without the run."""
        return json.dumps({key: value for key, value in asdict(self).items() if key != "run"}, indent=1)


def evaluate(
    source: Path | Beir,
    embedder: Embedder,
    work: Path,
    progress: Progress | None = None,
    scorer: PairScorer | None = None,
) -> Report:
    """Index a data set, or the one in a folder, and measure the search on it.

    The index is kept in `work`: texts that an earlier run embedded there are not embedded again. `scorer` reranks as
    in the product.

    Raises:
        DatasetError: the data set cannot be read.
    """
    dataset = source if isinstance(source, Beir) else read_beir(source)
    index = open_documents(documents_of(dataset), work, embedder, progress=progress)
    # How many passages an answer uses does not matter for the ranking that is measured.
    ranked = rank(Retriever(index, embedder, passages=5, scorer=scorer), dataset.queries)
    whole, owners = plain_vectors.whole_documents(
        dataset.documents, work.with_name(f"{work.name}-plain"), embedder, progress
    )
    by_plain = {
        key: [owners[row] for row in plain_vectors.ranked(whole, text)] for key, text in dataset.queries.items()
    }
    runs = {COACH: ranked[COACH], PLAIN: _cut(by_plain), **ranked}
    ways = {way: figures(run, dataset.judgements) for way, run in runs.items()}
    sizes = (len(dataset.documents), index.passages, len(dataset.queries))
    judged = (dataset.judged, len(dataset.missing), dataset.warning)
    return Report(dataset.name, *sizes, ways, runs[COACH], scorer.name if scorer else "", *judged)


def check_place(out: Path | None) -> None:
    """Refuse a file that cannot be written. Call it before an hour of embedding, not after it.

    Raises:
        DatasetError: `out` cannot be written; the message says why.
    """
    if out is None:
        return
    if out.is_dir():
        raise DatasetError(f"{out} cannot be written: it is a folder; name a file")
    if not out.parent.is_dir():
        raise DatasetError(f"{out} cannot be written: there is no folder {out.parent}; make it first")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise DatasetError(f"{out} cannot be written: you have no permission; name a file in a folder of your own")


def write_run(run: Run, out: Path | None) -> None:
    """Write the documents of each query to `out`, one JSON line per query; nothing is written if `out` is None.

    Raises:
        DatasetError: `out` cannot be written.
    """
    if out is None:
        return
    rows = [{"_id": query, "docs": documents} for query, documents in run.items()]
    try:
        out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"{out} cannot be written: {error.strerror}; name another place") from error


def open_documents(
    documents: list[Document], work: Path, embedder: Embedder, progress: Progress | None = None
) -> Index:
    """An index of documents in the folder `work`, built or brought up to date."""
    build_documents(Loaded(documents), work, embedder, progress=progress)
    return Index(work, embedder)


def rank(retriever: Retriever, queries: Mapping[str, str]) -> dict[str, Run]:
    """At most DEPTH documents of each query, best first: by the product's search, by its parts, by rank fusion."""
    index = retriever.index
    owners = [passage.document for passage in index.texts.passages(range(index.passages))]
    runs: dict[str, Run] = {way: {} for way in (COACH, WINDOWS, WORDS, RANKS)}
    for key, text in queries.items():
        near, words = index.scores(text)
        runs[COACH][key] = list(dict.fromkeys(hit.passage.document for hit in retriever.search(text, PASSAGES)))
        runs[WINDOWS][key] = _in_order(owners, near)
        runs[WORDS][key] = _worded(owners, words)
        runs[RANKS][key] = by_ranks(owners, near, words)
    return {way: _cut(run) for way, run in runs.items()}


def _cut(run: Run) -> Run:
    return {key: found[:DEPTH] for key, found in run.items()}


def by_ranks(owners: Sequence[str], near: Scores, words: Scores) -> list[str]:
    """Equal-weight rank fusion of documents, best first; on each side a document has the rank of its best passage.

    `owners` is the document of each passage; `near` and `words` are its scores, both float32 (passages,). Fusing the
    ranks of passages instead would put a document behind all passages of a long one. On sets of short documents it
    makes little difference: scifact had 72.5 with ranks of passages and has 72.3 with ranks of documents.
    """
    fused: defaultdict[str, float] = defaultdict(float)
    for ranked in (_in_order(owners, near), _worded(owners, words)):
        for place, owner in enumerate(ranked, start=1):
            fused[owner] += 1 / (RRF_K + place)
    return sorted(fused, key=lambda owner: -fused[owner])


def _in_order(owners: Sequence[str], scores: Scores) -> list[str]:
    """Documents in the order of their best passages."""
    return list(dict.fromkeys(owners[row] for row in np.argsort(-scores, kind="stable").tolist()))


def _worded(owners: Sequence[str], words: Scores) -> list[str]:
    """Documents in the order of their best passages, without those that hold no word of the query.

    Documents without such a word once kept the order of the file, which rewarded those that come first in it.
    """
    rows = np.flatnonzero(words > 0)
    return _in_order([owners[row] for row in rows.tolist()], words[rows])


def per_query(run: Run, judgements: Mapping[str, Mapping[str, int]]) -> dict[str, list[float]]:
    """Each measure (0..1) of each judged query, in the order of the judgements; 0 for a query without documents."""
    scored = {query: {doc: float(DEPTH - at) for at, doc in enumerate(docs)} for query, docs in run.items()}
    values = {(name, query): 0.0 for name in MEASURES for query in judgements}
    names = {str(measure): name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judgements, scored):
        values[names[str(metric.measure)], metric.query_id] = float(metric.value)
    return {name: [values[name, query] for query in judgements] for name in MEASURES}


def figures(run: Run, judgements: Mapping[str, Mapping[str, int]]) -> tuple[Figure, ...]:
    """The mean of each measure over the queries, with its interval."""
    return tuple(mean(name, values) for name, values in per_query(run, judgements).items())
