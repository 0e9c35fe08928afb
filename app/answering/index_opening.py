"""Opens the index for a search, and builds the corpus' own first where it is missing, stale or damaged.

Decides when to build; how is for ingest/pipeline/build.py. Light: a cold `coach search` imports this and
neither PyTorch, FastAPI nor the database.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.answering.retriever import Retriever
from app.settings import Settings
from ingest.child_process import run_apart
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder, Progress
from ingest.embedding.packaged_model import MODEL_NAME
from ingest.embedding.sentence_transformers import SentenceTransformersEmbedder
from ingest.errors import CoachError, IndexUnusable
from ingest.index.manifest import IndexUnfit
from ingest.index.rerank import CrossEncoderScorer
from ingest.index.search import Index
from ingest.pipeline.build import build, is_fresh
from ingest.pipeline.place import recover


@dataclass(frozen=True)
class SearchEmbedder:
    """Which embedder searches, and nothing else of the settings: it is sent to the workers of a job."""

    models: Path
    name: str
    prompts: tuple[str, str]

    @classmethod
    def of(cls, settings: Settings) -> "SearchEmbedder":
        """That of the settings."""
        prompts = (settings.query_prompt, settings.passage_prompt)
        return cls(settings.models_folder, settings.embedding_model, prompts)

    def open(self, threads: int = 0) -> Embedder:
        """Load it; `threads` compute with the default one, 0 for one a core.

        Raises:
            IndexUnusable: its model is missing or damaged, or prompts are set for the default one, which takes none.
        """
        if self.name != MODEL_NAME:
            return SentenceTransformersEmbedder(self.name, *self.prompts)
        if any(self.prompts):
            raise IndexUnusable(
                f"{MODEL_NAME} takes no prompts; unset COACH_QUERY_PROMPT and COACH_PASSAGE_PROMPT, or set "
                "COACH_EMBEDDING_MODEL to the model that they are for"
            )
        return load_embedder(self.models, threads)


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that searches, with the prompts of the settings.

    Raises:
        IndexUnusable: its model is missing or damaged, or prompts are set for the default one, which takes none.
    """
    return SearchEmbedder.of(settings).open()


def open_grading_embedder(settings: Settings, searching: Embedder) -> Embedder:
    """The embedder that grades: always the default one, whose cosines the coefficients were fitted on."""
    return searching if searching.name == MODEL_NAME else load_embedder(settings.models_folder)


def open_retriever(settings: Settings, embedder: Embedder, progress: Progress | None = None) -> Retriever:
    """A retriever over the index of the settings; the default one is built from the corpus where it is stale.

    Raises:
        IndexUnusable: there is no index and nothing to build one from, it does not fit, or a model cannot be had.
    """
    index = _open_index(settings, embedder, progress)
    return Retriever(index, embedder, settings.passages, open_scorer(settings))


def _open_index(settings: Settings, embedder: Embedder, progress: Progress | None) -> Index:
    folder = settings.index_folder
    recover(folder)
    if settings.index is not None:
        # Never built here: nothing tells which documents it was made of.
        return Index(folder, embedder)
    if is_fresh(folder, settings.corpus_paths, embedder):
        # Where it is damaged, it is built again: a file that was cut short stopped every start until it was deleted.
        with suppress(IndexUnfit):
            return Index(folder, embedder)
    if embedder.name == MODEL_NAME:
        # What a build takes of memory would stay with a server.
        _build_apart(settings, progress)
    else:
        build(settings.corpus_paths, folder, embedder, progress=progress)
    return Index(folder, embedder)


def _build_apart(settings: Settings, progress: Progress | None) -> None:
    paths = [str(path) for path in settings.corpus_paths]
    told = (paths, str(settings.index_folder), str(settings.models_folder))
    try:
        run_apart("ingest.pipeline.build:build_with_default", *told, progress=progress)
    except CoachError as error:
        raise IndexUnusable(str(error)) from error


def open_scorer(settings: Settings) -> CrossEncoderScorer | None:
    """The reranker of the settings; None where none is set.

    Raises:
        IndexUnusable: its model cannot be loaded.
    """
    return CrossEncoderScorer(settings.reranker) if settings.reranker else None
