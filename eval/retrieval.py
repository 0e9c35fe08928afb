"""`coach eval retrieval`: a data set in BEIR layout against the product's own search.

Decides that a long document is split and windowed as in ingestion and scored by its best passage. Beside the
product's ranking stand its parts (vectors alone, words alone) and equal-weight rank fusion of the two.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import MRR, P, R, nDCG

from eval.grading_metrics import Figure
from eval.grading_rows import DatasetError
from eval.intervals import mean, shown, table
from ingest.build import build_documents
from ingest.content import BuildSettings, Loaded
from ingest.embed import Embedder, Progress
from ingest.index import Index
from ingest.load import Document, parse

MEASURES = {"nDCG@10": nDCG @ 10, "recall@3": R @ 3, "recall@5": R @ 5, "recall@10": R @ 10, "MRR": MRR, "P@5": P @ 5}
# Documents that are written for a query; MRR looks at no more.
DEPTH = 100
# Passages that are asked for, so that DEPTH documents are among them where a document has several.
PASSAGES = 300
# Source: Cormack, Clarke, Buettcher (2009), Reciprocal Rank Fusion.
RRF_K = 60

Run = dict[str, list[str]]


@dataclass(frozen=True)
class Beir:
    """A data set: documents (id -> title, text), queries that have a judgement, and the judgements."""

    name: str
    documents: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Report:
    """Figures (0..1) of each way of ranking, on the same queries."""

    dataset: str
    documents: int
    passages: int
    queries: int
    ways: Mapping[str, tuple[Figure, ...]]

    def render(self) -> str:
        """A text table: a measure a row, a way a column, per cent with 95 % intervals."""
        names = list(self.ways)
        rows = [[name, *(shown(self.ways[way][at]) for way in names)] for at, name in enumerate(MEASURES)]
        sizes = f"{self.documents:,} documents, {self.passages:,} passages, {self.queries:,} queries"
        return f"{self.dataset}: {sizes}\n{table(['', *names], rows)}"

    def as_json(self) -> str:
        """One JSON document with every figure and its interval."""
        return json.dumps(asdict(self), indent=1)


def read_beir(folder: Path) -> Beir:
    """Read corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv).

    Raises:
        DatasetError: a file is missing or a line is not what it should be.
    """
    documents = {str(row["_id"]): (str(row.get("title") or ""), str(row["text"])) for row in _rows(folder, "corpus")}
    texts = {str(row["_id"]): str(row["text"]) for row in _rows(folder, "queries")}
    judgements = _judgements(folder)
    missing = sorted(set(judgements) - set(texts))
    if missing:
        raise DatasetError(f"{folder}: query {missing[0]!r} is judged but not in queries.jsonl")
    if not documents or not judgements:
        raise DatasetError(f"{folder}: there is no document or no judgement")
    return Beir(folder.name, documents, {key: texts[key] for key in judgements}, judgements)


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.jsonl"
    found = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            row = json.loads(line) if line.strip() else {"_id": "", "text": ""}
            if not {"_id", "text"} <= row.keys():
                raise DatasetError(f"{path}:{number} has no _id or no text")
            found += [row] if line.strip() else []
    except (OSError, ValueError, AttributeError) as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"{path} cannot be read: {error}") from error
    return found


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    path = next((path for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if path.exists()), None)
    if path is None:
        raise DatasetError(f"{folder} has neither qrels.tsv nor qrels/test.tsv")
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            if number == 1 and not row[-1].lstrip("-").isdigit():
                continue
            try:
                query, document, score = row[0], row[-2], int(row[-1])
            except (IndexError, ValueError) as error:
                raise DatasetError(f"{path}:{number} is not: query, document, score") from error
            if score > 0:
                found.setdefault(query, {})[document] = score
    return found


def documents_of(dataset: Beir) -> list[Document]:
    """The documents as ingestion knows them; those without text are left out, they can only be missed."""
    return [
        replace(parse(text, identifier, source=identifier, markdown=True), title=title)
        for identifier, (title, text) in dataset.documents.items()
        if text.strip()
    ]


def evaluate(
    folder: Path, embedder: Embedder, work: Path, out: Path | None = None, progress: Progress | None = None
) -> Report:
    """Index a data set in `work` (what is there already is not embedded again) and measure the search on it.

    Raises:
        DatasetError: the data set cannot be read.
    """
    dataset = read_beir(folder)
    index = open_documents(documents_of(dataset), work, embedder, progress=progress)
    runs = rank(index, dataset.queries)
    if out is not None:
        rows = [{"_id": query, "docs": documents} for query, documents in runs["coach"].items()]
        out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    ways = {way: figures(run, dataset.judgements) for way, run in runs.items()}
    return Report(dataset.name, len(dataset.documents), index.passages, len(dataset.queries), ways)


def open_documents(
    documents: list[Document],
    work: Path,
    embedder: Embedder,
    settings: BuildSettings | None = None,
    progress: Progress | None = None,
) -> Index:
    """An index of documents in the folder `work`, built or brought up to date."""
    build_documents(Loaded(documents), work, embedder, settings, progress)
    return Index(work, embedder)


def rank(index: Index, queries: Mapping[str, str]) -> dict[str, Run]:
    """Documents of each query, best first, at most DEPTH: by the product's search, by its parts, by rank fusion."""
    owners = [passage.document for passage in index.texts.passages(range(index.passages))]
    runs: dict[str, Run] = {way: {} for way in ("coach", "vectors", "words", "rank fusion")}
    for key, text in queries.items():
        runs["coach"][key] = _documents(hit.passage.document for hit in index.search(text, PASSAGES))
        near, words = index.scores(text)
        by_near, by_words = np.argsort(-near, kind="stable"), np.argsort(-words, kind="stable")
        ranks = 1 / (RRF_K + 1 + np.argsort(by_near)) + 1 / (RRF_K + 1 + np.argsort(by_words))
        runs["vectors"][key] = _documents(owners[row] for row in by_near.tolist())
        runs["words"][key] = _documents(owners[row] for row in by_words.tolist() if words[row] > 0)
        runs["rank fusion"][key] = _documents(owners[row] for row in np.argsort(-ranks, kind="stable").tolist())
    return runs


def _documents(owners: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(owners))[:DEPTH]


def per_query(run: Run, judgements: Mapping[str, Mapping[str, int]]) -> dict[str, list[float]]:
    """Each measure (0..1) of each judged query, in the order of the judgements; a query without documents counts 0."""
    scored = {query: {doc: float(DEPTH - at) for at, doc in enumerate(docs)} for query, docs in run.items()}
    values = {(name, query): 0.0 for name in MEASURES for query in judgements}
    names = {str(measure): name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judgements, scored):
        values[names[str(metric.measure)], metric.query_id] = float(metric.value)
    return {name: [values[name, query] for query in judgements] for name in MEASURES}


def figures(run: Run, judgements: Mapping[str, Mapping[str, int]]) -> tuple[Figure, ...]:
    """The mean of each measure over the queries, with its interval."""
    return tuple(mean(name, values) for name, values in per_query(run, judgements).items())
