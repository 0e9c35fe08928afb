"""Opens the index for a search, and builds the corpus' own first where it is missing or stale.

Decides when to build; how is for ingest/build.py. Light: a cold `coach search` imports this and
neither PyTorch, FastAPI nor the database.
"""

from app.errors import IndexUnusable
from app.retrieval.retriever import Retriever
from app.settings import Settings
from ingest.build import BuildError, build, is_fresh
from ingest.embed import MODEL_NAME, Embedder, EmbedError, Progress, load_embedder
from ingest.index import Index, IndexUnfit
from ingest.phrasings import PhrasingError
from ingest.rerank import CrossEncoderScorer, RerankError


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that searches.

    Raises:
        IndexUnusable: its model is missing or damaged.
    """
    return _open_embedder(settings, settings.embedding_model)


def open_grading_embedder(settings: Settings, searching: Embedder) -> Embedder:
    """The embedder that grades: always the default one, whose cosines the coefficients were fitted on."""
    return searching if searching.name == MODEL_NAME else _open_embedder(settings, MODEL_NAME)


def _open_embedder(settings: Settings, name: str) -> Embedder:
    try:
        return load_embedder(settings.models_folder, name)
    except EmbedError as error:
        raise IndexUnusable(str(error)) from error


def open_retriever(settings: Settings, embedder: Embedder, progress: Progress | None = None) -> Retriever:
    """A retriever over the index of the settings; the default index is built from the corpus when it is stale.

    Raises:
        IndexUnusable: there is no index and nothing to build one from, it does not fit, or a model cannot be had.
    """
    folder = settings.index_folder
    try:
        if settings.index is None and not is_fresh(folder, settings.corpus_paths, embedder):
            build(settings.corpus_paths, folder, embedder, progress=progress)
        scorer = CrossEncoderScorer(settings.reranker) if settings.reranker else None
        return Retriever(Index(folder, embedder), embedder, settings.passages, scorer)
    except (IndexUnfit, BuildError, PhrasingError, RerankError) as error:
        raise IndexUnusable(str(error)) from error
