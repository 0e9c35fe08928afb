"""Opens the index for a search, and builds the corpus' own first where it is missing or stale.

Decides when to build; how is for ingest/build.py. Light: a cold `coach search` imports this and
neither PyTorch, FastAPI nor the database.
"""

from app.errors import IndexUnusable
from app.retrieval.retriever import Retriever
from app.settings import Settings
from ingest.build import BuildError, build, is_fresh
from ingest.embed import Embedder, EmbedError, Progress, load_embedder
from ingest.index import Index, IndexUnfit


def open_embedder(settings: Settings) -> Embedder:
    """The embedder of the settings.

    Raises:
        IndexUnusable: its model is missing or damaged.
    """
    try:
        return load_embedder(settings.models_folder)
    except EmbedError as error:
        raise IndexUnusable(str(error)) from error


def open_retriever(settings: Settings, embedder: Embedder, progress: Progress | None = None) -> Retriever:
    """A retriever over the index of the settings; the default index is built from the corpus when it is stale.

    Raises:
        IndexUnusable: there is no index and nothing to build one from, or it does not fit.
    """
    folder = settings.index_folder
    try:
        if settings.index is None and not is_fresh(folder, settings.corpus_paths, embedder):
            build(settings.corpus_paths, folder, embedder, progress=progress)
        return Retriever(Index(folder, embedder), embedder, settings.passages)
    except (IndexUnfit, BuildError) as error:
        raise IndexUnusable(str(error)) from error
