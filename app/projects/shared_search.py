"""The documents of one project -> its passages in the database that all processes share, and what a query finds there.

Decides that they are made anew where they do not fit the documents, by whichever process is asked first, and that a
passage that is there already is not embedded again. That they are one owner's and go with the project is held by the
database (ingest/index/table.py). Without a database server they lie in folders (search.py).
"""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy.exc import IntegrityError

from app.projects.documents import parsed
from app.projects.search import MOST_HITS, digest_of
from app.store.projects import ProjectDocument
from ingest.embedding.embedder import Embedder
from ingest.errors import NotFound, StoreFailed
from ingest.index.manifest import fingerprint
from ingest.index.search import Hit
from ingest.index.table import Made, PassageTables, Place, Rows
from ingest.index.table_search import TableSearch
from ingest.pipeline.reuse import Kept, embedded
from ingest.pipeline.steps import BuildSettings, Content, Loaded


class SharedIndexes:
    """The passages of all projects in tables; each is a set of its owner."""

    def __init__(self, tables: PassageTables, embedder: Callable[[], Embedder]) -> None:
        """`embedder` is asked for where something is searched."""
        self._tables = tables
        self._search = TableSearch(tables)
        self._embedder = embedder

    def find(self, owner: str, project: str, documents: Sequence[ProjectDocument], query: str, k: int) -> list[Hit]:
        """The k best passages of a project for a query, best first; nothing where it has no document.

        Raises:
            NotFound: the project was deleted in the meantime.
        """
        if not documents:
            return []
        embedder, place = self._embedder(), Place(owner, project)
        made = Made(digest_of(documents), fingerprint(embedder, BuildSettings()))
        if not self._tables.holds(place, made):
            self._make(place, made, documents, embedder)
        return self._search.search(place, query, embedder, min(k, MOST_HITS))

    def forget(self, owner: str, project: str) -> None:
        """Delete the passages of a project."""
        self._tables.delete(Place(owner, project))

    def sweep(self, projects: Collection[tuple[str, str]]) -> None:
        """Nothing is left to delete: the database deletes passages together with their project."""

    def _make(self, place: Place, made: Made, documents: Sequence[ProjectDocument], embedder: Embedder) -> None:
        kept = Kept(vectors={embedded(one): held for one, held in self._tables.embedded(place, made.made_by)})
        loaded = Loaded([parsed(document) for document in documents], made.digest)
        content = Content(loaded, embedder, BuildSettings(), kept)
        vectors, _ = content.vectors(None)
        rows = Rows(content.passages, vectors, content.passage_of_window, list(content.words()))
        try:
            self._tables.replace(place, made, rows)
        except StoreFailed as error:
            if isinstance(error.__cause__, IntegrityError):
                raise NotFound(f"there is no project {place.id!r}") from error
            raise
