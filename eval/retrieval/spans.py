"""`coach eval spans`: how much of the labelled text the returned passages hold.

Decides the figures: of the characters of a query's spans the share that the passages hold (recall), of
the passages' characters the share that is labelled (precision), and intersection over union (IoU); at 3 to
10 passages, and at equal token budgets, so that ways with passages of other sizes can be compared. A query
that several documents answer counts by the one that is held best. Measured is the ranking, copies and all: what
dropping them changes is for ablation.py.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from app.answering.retriever import Retriever
from eval.figures.agreement import Figure
from eval.figures.intervals import mean, shown, table
from eval.grading.dataset import DatasetError
from ingest.bank.phrasings import Phrasings, load_phrasings
from ingest.documents.document import Document
from ingest.documents.load import load
from ingest.embedding.embedder import Embedder, Progress
from ingest.index.rerank import PairScorer
from ingest.index.search import Hit, Index
from ingest.passages.split import Passage
from ingest.pipeline.build import build

COUNTS = (3, 5, 8, 10)
BUDGETS_TOKENS = (500, 1000, 2000)
# As many passages as fill the largest budget where they are small (fixed pieces of 100 tokens).
MOST_PASSAGES = 25

Stretch = tuple[str, int, int]
Search = Callable[[str], Sequence[Passage]]


class Searcher(Protocol):
    """An index, or a retriever over one."""

    def search(self, query: str, k: int) -> list[Hit]:
        """The k best passages for a query, best first."""
        ...


class Part(BaseModel):
    """Where one document answers a query: `[start, end)` in characters of its decoded file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    document: str
    spans: tuple[tuple[int, int], ...]


class Query(BaseModel):
    """A labelled query; without spans it cannot be answered. `answers` are further documents that answer it."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    id: str
    text: str
    kind: str = ""
    document: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    answers: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every document that answers it, the best first, each once."""
        own = (Part(document=self.document, spans=self.spans),) if self.document and self.spans else ()
        return own + tuple(part for part in self.answers if part.spans and part.document != self.document)


@dataclass(frozen=True)
class Labelled:
    """A named set of documents and the queries that are labelled in them."""

    name: str
    documents: list[Document]
    queries: list[Query]
    phrasings: Phrasings = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """What passages hold of one query's labels, each 0..1."""

    recall: float
    precision: float
    iou: float


@dataclass(frozen=True)
class Report:
    """Figures by what was returned: '5 passages' -> recall, precision, IoU; `kinds`: recall@5 by kind of query.

    `reranker`: the model that had a say, '' where none had.
    """

    dataset: str
    passages: int
    queries: int
    returned: Mapping[str, tuple[Figure, ...]]
    kinds: Mapping[str, Figure]
    reranker: str = ""

    def render(self) -> str:
        """A text table in per cent with 95 % intervals."""
        rows = [[name, *(shown(figure) for figure in figures)] for name, figures in self.returned.items()]
        by = f", reranked by {self.reranker}" if self.reranker else ""
        text = f"{self.dataset}: {self.passages:,} passages, {self.queries:,} queries{by}\n"
        text += table(["returned", "recall", "precision", "IoU"], rows)
        if len(self.kinds) > 1:
            text += "\n\n" + table(["kind", "recall@5"], [[kind, shown(one)] for kind, one in self.kinds.items()])
        return text

    def as_json(self) -> str:
        """One JSON document with every figure and its interval."""
        return json.dumps(asdict(self), indent=1)


def read_queries(path: Path) -> list[Query]:
    """Read queries.jsonl.

    Raises:
        DatasetError: a line is no query, or there is none.
    """
    found = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(Query.model_validate({**row, "id": str(row["_id"])}))
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            raise DatasetError(f"{path}:{number} is not a labelled query: {error}") from error
    if not found:
        raise DatasetError(f"{path} holds no query")
    return found


def read_labelled(name: str, paths: Sequence[Path], queries: Path) -> Labelled:
    """Read documents and their labelled queries, once for measurements that index them several times.

    Raises:
        DatasetError: there is no document, or the queries cannot be read.
    """
    documents, _ = load(paths)
    if not documents:
        raise DatasetError(f"there is no readable document in {', '.join(map(str, paths))}")
    return Labelled(name, documents, read_queries(queries), load_phrasings(paths))


def held(query: Query, passages: Sequence[Passage]) -> Held:
    """What passages hold of a query's labels; passages that overlap are counted once."""
    returned = _merged([(passage.document, passage.start, passage.end) for passage in passages])
    labels = [_merged([(part.document, start, end) for start, end in part.spans]) for part in query.parts]
    every = _merged([stretch for part in labels for stretch in part])
    recall = max((_shared(part, returned) / _length(part) for part in labels if _length(part)), default=0.0)
    both, chars = _shared(every, returned), _length(returned)
    union = _length(every) + chars - both
    return Held(recall, both / chars if chars else 0.0, both / union if union else 0.0)


def _merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Stretches in order, those that touch made one."""
    merged: list[Stretch] = []
    for document, start, end in sorted(stretches):
        if merged and merged[-1][0] == document and start <= merged[-1][2]:
            merged[-1] = (document, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((document, start, end))
    return merged


def _length(stretches: Sequence[Stretch]) -> int:
    return sum(end - start for _, start, end in stretches)


def _shared(some: Sequence[Stretch], others: Sequence[Stretch]) -> int:
    """Characters that both hold, each of merged stretches."""
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for document, start, end in some
        for other, other_start, other_end in others
        if document == other
    )


def within(passages: Sequence[Passage], budget_tokens: int) -> list[Passage]:
    """The first passages that fit a budget together; the one that does not is cut where it runs out.

    Cut by its share of characters: tokens are spread evenly enough over a passage.
    """
    kept: list[Passage] = []
    left = budget_tokens
    for passage in passages:
        if left <= 0:
            break
        share = min(1.0, left / max(passage.tokens, 1))
        end = passage.start + int((passage.end - passage.start) * share)
        text = passage.text[: end - passage.start]
        rest = (passage.document, passage.title, passage.headings, passage.start, end)
        kept.append(Passage(*rest, min(passage.tokens, left), text))
        left -= passage.tokens
    return kept


def measure(queries: Sequence[Query], search: Search) -> dict[str, list[Held]]:
    """What each way of returning passages holds, one a query that can be answered; `search` ranks MOST_PASSAGES."""
    found: dict[str, list[Held]] = {}
    for query in queries:
        if not query.parts:
            continue
        ranked = search(query.text)
        for count in COUNTS:
            found.setdefault(f"{count} passages", []).append(held(query, ranked[:count]))
        for budget in BUDGETS_TOKENS:
            found.setdefault(f"{budget:,} tokens", []).append(held(query, within(ranked, budget)))
    return found


def figures(values: Sequence[Held]) -> tuple[Figure, ...]:
    """Mean recall, precision and IoU with their intervals."""
    return tuple(mean(name, [getattr(one, name) for one in values]) for name in ("recall", "precision", "iou"))


def report(name: str, passages: int, queries: Sequence[Query], search: Search, reranker: str = "") -> Report:
    """Measure a search on labelled queries; `reranker` names the model that reranks it."""
    returned = measure(queries, search)
    answerable = [query for query in queries if query.parts]
    recalls = np.array([one.recall for one in returned.get("5 passages", [])])
    kinds = {
        kind: mean("recall@5", recalls[[query.kind == kind for query in answerable]])
        for kind in dict.fromkeys(query.kind for query in answerable)
    }
    shares = {key: figures(values) for key, values in returned.items()}
    return Report(name, passages, len(answerable), shares, kinds, reranker)


def evaluate(
    folder: Path,
    embedder: Embedder,
    work: Path,
    progress: Progress | None = None,
    scorer: PairScorer | None = None,
) -> Report:
    """Index the documents/ of a data set in `work` and measure the product's search on its queries.jsonl.

    `scorer` reranks as in the product.

    Raises:
        DatasetError: the data set cannot be read.
    """
    queries = read_queries(folder / "queries.jsonl")
    if not (folder / "documents").is_dir():
        raise DatasetError(f"{folder} has no folder documents")
    build([folder / "documents"], work, embedder, progress=progress)
    index = Index(work, embedder)
    search = searching(Retriever(index, embedder, passages=5, scorer=scorer))
    return report(folder.name, index.passages, queries, search, scorer.name if scorer else "")


def searching(searcher: Searcher) -> Search:
    """The product's ranking over an index, with the reranker where a retriever has one, as a search that is measured.

    Copies of a better passage are in it; `Retriever.find` leaves them out for an answer.
    """
    return lambda text: [hit.passage for hit in searcher.search(text, MOST_PASSAGES)]


def check_holds(index: Index, labelled: Labelled) -> None:
    """Refuse an index of other documents: labels are places in a text, and COACH_INDEX may name any index.

    Raises:
        DatasetError: a labelled document is missing in the index, or has another text there.
    """
    texts = {document.id: document.text for document in labelled.documents}
    named = sorted({part.document for query in labelled.queries for part in query.parts})
    other = []
    for name in named:
        stored = index.texts.document(name)
        if stored is None or stored.text != texts.get(name):
            other.append(name)
    if other:
        raise DatasetError(
            f"the index in {index.folder} does not hold what is labelled: {len(other)} of {len(named)} documents are "
            f"missing or differ, such as {other[0]!r}; unset COACH_INDEX to measure on the corpus' own index"
        )
