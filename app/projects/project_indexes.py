"""Where the passages of projects lie: in the database where that is PostgreSQL with pgvector, else in folders.

Decides that what the folders held goes once the database holds it, and that a server without pgvector, or an
installation without its extra, works as before.
"""

import logging
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.projects.search import ProjectIndexes
from app.settings import Settings
from app.store.interviews import Store
from app.store.tables import projects
from ingest.embedding.embedder import Embedder

if TYPE_CHECKING:
    from app.projects.shared_search import SharedIndexes

log = logging.getLogger(__name__)


def open_indexes(
    settings: Settings, store: Store, embedder: Callable[[], Embedder]
) -> "ProjectIndexes | SharedIndexes":
    """The indexes of projects, in the database of `store` if it can hold them; `embedder` is asked for by a search."""
    folders = ProjectIndexes(settings.projects_folder, embedder)
    if not settings.store_url.startswith("postgresql"):
        return folders
    try:
        from app.projects.shared_search import SharedIndexes  # noqa: PLC0415 - an extra
        from ingest.index.table import NoTables, PassageTables  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        log.warning("passages of projects stay in folders of this machine: %s is not installed", error.name)
        return folders
    try:
        tables = PassageTables(store.transaction, belongs_to=projects.name)
    except NoTables as error:
        log.warning("passages of projects stay in folders of this machine: the database cannot hold them, %s", error)
        return folders
    shutil.rmtree(settings.projects_folder, ignore_errors=True)
    return SharedIndexes(tables, embedder)
