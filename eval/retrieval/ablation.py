"""`coach eval ablation`: what each stage of retrieval pays, by leaving it out.

Decides the stages and the figure: recall@5 of the labelled text, stage off against everything on, query by
query, so that an interval that holds 0 says that the stage was not seen to pay here.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from app.answering.retriever import Retriever
from eval.figures.agreement import Figure
from eval.figures.intervals import difference, mean, shown, table
from eval.retrieval.plain_vectors import OneVector
from eval.retrieval.score_table import ONE_WEIGHT
from eval.retrieval.spans import Labelled, Part, Query, Search, held
from ingest.embedding.embedder import Embedder
from ingest.index.fuse import SearchSettings
from ingest.index.search import Index
from ingest.passages.windows import WindowSettings
from ingest.pipeline.build import build_documents
from ingest.pipeline.steps import BuildSettings, Loaded

PASSAGES = 5
# All that the model can read at once, [CLS] and [SEP] left out.
ONE_VECTOR_PIECES = 510


@dataclass(frozen=True)
class Stage:
    """What is left out; `drops_copies`: as the retriever does after the search; `one_vector`: no windows at all."""

    name: str
    build: BuildSettings = field(default_factory=BuildSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    drops_copies: bool = True
    phrasings: bool = True
    one_vector: bool = False


@dataclass(frozen=True)
class Outcome:
    """recall@5 without a stage, and the difference that leaving it out makes, query by query; 0..1."""

    name: str
    recall: Figure
    change: Figure


@dataclass(frozen=True)
class Report:
    """The outcomes on one data set; the first has everything on."""

    dataset: str
    outcomes: tuple[Outcome, ...]

    def render(self) -> str:
        """A text table in per cent with 95 % intervals."""
        rows = [[one.name, shown(one.recall), shown(one.change, signed=True)] for one in self.outcomes]
        return table([self.dataset, "recall@5", "change"], rows)

    def as_json(self) -> str:
        """One JSON document with every figure and its interval."""
        return json.dumps(asdict(self), indent=1)


EVERYTHING = Stage("everything on")
COPIES_STAY = Stage("no dropping of copies", drops_copies=False)


def stages() -> tuple[Stage, ...]:
    """Everything on, then each stage off by itself."""
    on = SearchSettings()
    windows = WindowSettings()
    return (
        EVERYTHING,
        Stage("one vector a passage (of 510 pieces)", one_vector=True),
        Stage(
            "no wide window", search=replace(on, wide_weight=0.0), build=BuildSettings(window=replace(windows, wide=0))
        ),
        Stage("wide window alone", search=replace(on, wide_weight=1.0)),
        Stage("no breadcrumbs", BuildSettings(window=replace(windows, breadcrumbs=False))),
        Stage("no phrasings", phrasings=False),
        Stage("no words (BM25)", search=replace(on, word_weight=0.0)),
        Stage("words count half", search=replace(on, word_weight=on.word_weight / 2)),
        Stage("words count double", search=replace(on, word_weight=on.word_weight * 2)),
        Stage("one word weight for all queries", search=ONE_WEIGHT),
        Stage("no mending of slips", search=replace(on, mend_spelling=False)),
        COPIES_STAY,
    )


def with_copies(labelled: Labelled) -> Labelled:
    """The set with every second document there twice, as folders that people ingest have it; a copy answers as well."""
    copied = {document.id for document in labelled.documents[::2]}
    copies = [replace(document, id=_copy(document.id)) for document in labelled.documents if document.id in copied]
    queries = [
        query.model_copy(update={"answers": (*query.parts, *(_of_copy(part) for part in query.parts))})
        for query in labelled.queries
    ]
    return replace(
        labelled, name=f"{labelled.name}, half of it twice", documents=[*labelled.documents, *copies], queries=queries
    )


def _copy(document: str) -> str:
    return f"{document}-copy"


def _of_copy(part: Part) -> Part:
    return part.model_copy(update={"document": _copy(part.document)})


def evaluate(labelled: Labelled, embedder: Embedder, work: Path, left_out: Sequence[Stage] | None = None) -> Report:
    """Index the documents in `work` with each stage off and measure it on the queries that can be answered.

    `left_out`: the stages, everything on first; all of them where it is not given.
    """
    queries = [query for query in labelled.queries if query.parts]
    base: list[float] = []
    outcomes = []
    for stage in left_out or stages():
        folder = work / _folder(stage)
        phrasings = labelled.phrasings if stage.phrasings else {}
        builds = OneVector(embedder, ONE_VECTOR_PIECES) if stage.one_vector else embedder
        build_documents(Loaded(labelled.documents, phrasings=phrasings), folder, builds, stage.build)
        recalls = _recalls(queries, _search(stage, Index(folder, embedder, stage.search), embedder))
        base = base or recalls
        outcomes.append(Outcome(stage.name, mean("recall@5", recalls), difference("change", recalls, base)))
    return Report(labelled.name, tuple(outcomes))


def _folder(stage: Stage) -> str:
    crumbs = "with" if stage.build.window.breadcrumbs else "without"
    windows = "one" if stage.one_vector else "narrow" if not stage.build.window.wide else "all"
    return f"{windows}-{crumbs}-breadcrumbs{'' if stage.phrasings else '-without-phrasings'}"


def _search(stage: Stage, index: Index, embedder: Embedder) -> Search:
    retriever = Retriever(index, embedder, PASSAGES)
    if stage.drops_copies:
        return lambda text: [hit.passage for hit in retriever.find(text).hits]
    return lambda text: [hit.passage for hit in index.search(text, PASSAGES)]


def _recalls(queries: Sequence[Query], search: Search) -> list[float]:
    return [held(query, search(query.text)).recall for query in queries]
