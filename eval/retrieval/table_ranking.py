"""`coach eval tables`: whether passages in PostgreSQL are ranked as in an index folder.

Decides what is compared: the same passages and vectors in both, searched alike; in the tables all windows compared, the
graph (HNSW) asked for candidates, and PostgreSQL's full text in the place of our BM25. What a query takes is for
eval/speed/table_cost.py.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from eval.figures.agreement import Figure
from eval.figures.intervals import mean, shown, table
from eval.retrieval.beir import Beir
from eval.retrieval.search import DEPTH, Run, per_query
from ingest.embedding.embedder import Embedder
from ingest.index.bm25 import asked
from ingest.index.search import Hit, Index
from ingest.index.table import Made, PassageTables, Place, Rows
from ingest.index.table_search import TableSearch, WordsOfSet
from ingest.passages.windows import breadcrumb

MEASURE = "nDCG@10"
FOLDER, TABLES, GRAPH, FULL_TEXT = "folder (FAISS)", "tables", "tables, graph", "tables, full text"
# How far the tables may lie from the folder: a share of nDCG.
MOST_APART = 0.005
MEASURED = Place("measured", "measured")
# Divided by itself plus one, so that it lies in 0..1 as a share does.
RANKED = """
SELECT row, ts_rank_cd(to_tsvector('english', title || ' ' || headings || ' ' || text), query, 32) AS score
FROM private_passages, CAST(:query AS tsquery) AS query WHERE owner = :owner AND set_id = :set
"""


@dataclass(frozen=True)
class TableReport:
    """nDCG@10 (0..1) of each way on the same queries of one set, and how far each lies from the folder's."""

    dataset: str
    passages: int
    windows: int
    queries: int
    ways: Mapping[str, Figure]

    @property
    def apart(self) -> dict[str, float]:
        """Each way's nDCG@10 less the folder's."""
        return {name: (figure.value or 0) - (self.ways[FOLDER].value or 0) for name, figure in self.ways.items()}

    @property
    def is_met(self) -> bool:
        """Whether the tables rank as the folder does, with all compared and by the graph."""
        return all(abs(self.apart[name]) <= MOST_APART for name in (TABLES, GRAPH))

    def render(self) -> str:
        """A table of the ways, per cent."""
        rows = [[name, shown(figure), f"{100 * self.apart[name]:+.2f}"] for name, figure in self.ways.items()]
        sizes = f"{self.passages:,} passages, {self.windows:,} windows, {self.queries:,} queries"
        verdict = f"at most {100 * MOST_APART} apart: {'met' if self.is_met else 'missed'}"
        return f"{self.dataset}: {sizes}; {verdict}\n{table(['', MEASURE, 'apart'], rows)}"

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        figures = {name: {MEASURE: figure.value, "apart": self.apart[name]} for name, figure in self.ways.items()}
        sizes = {"passages": self.passages, "windows": self.windows, "queries": self.queries}
        return {"dataset": self.dataset, **sizes, "ways": figures, "is_met": self.is_met}


class FullText(TableSearch):
    """The search with PostgreSQL's own word scores."""

    def word_scores(self, meant: str, words: WordsOfSet, passages: int) -> NDArray[np.float32]:
        """What ts_rank_cd says of each passage for any of the stems."""
        stems = " | ".join("'" + stem.replace("\\", "").replace("'", "''") + "'" for stem in asked(meant))
        scores = np.zeros(passages, dtype=np.float32)
        for row in words.connection.execute(text(RANKED), {**words.place.named, "query": stems}):
            scores[row.row] = row.score
        return scores


def evaluate(dataset: Beir, index: Index, embedder: Embedder, tables: PassageTables) -> TableReport:
    """Rank the queries of a set in the folder of its index and in tables that get the same rows."""
    rows = rows_of(index)
    tables.delete(MEASURED)
    tables.replace(MEASURED, Made(dataset.name[:64], "measured"), rows)
    ways: dict[str, Callable[[str], list[Hit]]] = {FOLDER: lambda query: index.search(query, DEPTH)}
    searches = {
        TABLES: TableSearch(tables, by_graph=False),
        GRAPH: TableSearch(tables, by_graph=True),
        FULL_TEXT: FullText(tables, by_graph=False),
    }
    for name, search in searches.items():
        ways[name] = lambda query, search=search: search.search(MEASURED, query, embedder, DEPTH)  # type: ignore[misc]
    figures = {name: _figure(way, dataset) for name, way in ways.items()}
    tables.delete(MEASURED)
    return TableReport(dataset.name, len(rows.passages), len(rows.vectors), len(dataset.queries), figures)


def rows_of(index: Index) -> Rows:
    """What an index folder holds, as rows of a set."""
    vectors, starts = index.every_window()
    counts = np.diff([*starts.tolist(), len(vectors)])
    passages = index.texts.passages(range(index.passages))
    texts = ["\n".join((breadcrumb(one.title, one.headings), one.text)) for one in passages]
    return Rows(passages, vectors, np.repeat(np.arange(len(passages)), counts).tolist(), texts)


def _figure(way: Callable[[str], list[Hit]], dataset: Beir) -> Figure:
    run: Run = {key: _documents(way(query)) for key, query in dataset.queries.items()}
    return mean(MEASURE, per_query(run, dataset.judgements)[MEASURE])


def _documents(hits: list[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.passage.document for hit in hits))


def as_json(reports: list[TableReport]) -> str:
    """All of them as one JSON document."""
    return json.dumps([report.as_json() for report in reports], indent=1)
