"""The documents of one project -> an index of its own folder, and what a query finds in it.

Decides where that folder lies (one a project, below the owner's), that it is made anew where it does not fit the
documents, and that it goes with the project. It is never the shared index, nor part of it. Several processes each make
such folders; what they share in a database is shared_search.py.
"""

import hashlib
import shutil
from collections.abc import Callable, Collection, Sequence
from contextlib import closing, suppress
from pathlib import Path

from app.projects.documents import parsed
from app.store.projects import ProjectDocument
from ingest.embedding.embedder import Embedder
from ingest.index.manifest import IndexUnfit, check_fits, read_manifest
from ingest.index.search import Hit, Index
from ingest.pipeline.build import build_documents
from ingest.pipeline.place import alone
from ingest.pipeline.steps import Loaded

MOST_HITS = 20


class ProjectIndexes:
    """The indexes of all projects below one folder. An id is random, and so is what its folder is called."""

    def __init__(self, folder: Path, embedder: Callable[[], Embedder]) -> None:
        """`folder` need not be there yet; `embedder` is asked for where something is searched."""
        self._folder = folder
        self._embedder = embedder

    def find(self, owner: str, project: str, documents: Sequence[ProjectDocument], query: str, k: int) -> list[Hit]:
        """The k best passages of a project for a query, best first; nothing where it has no document."""
        if not documents:
            return []
        index = self._opened(self._place(owner, project), documents, self._embedder())
        with closing(index.texts):
            return index.search(query, min(k, MOST_HITS))

    def forget(self, owner: str, project: str) -> None:
        """Delete the index of a project."""
        folder = self._place(owner, project)
        with alone(folder.parent):
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, projects: Collection[tuple[str, str]]) -> None:
        """Delete what belongs to none of these (owner, project), as a deletion that was cut off leaves it."""
        kept = {self._place(*one) for one in projects}
        for folder in self._folder.glob("*/*"):
            if folder.is_dir() and folder not in kept and not folder.name.startswith("."):
                shutil.rmtree(folder, ignore_errors=True)
        owners = {place.parent for place in kept}
        for folder in self._folder.glob("*"):
            if folder not in owners:
                # Whoever has no project has no folder; one that is not empty stays.
                with suppress(OSError):
                    folder.rmdir()

    def _place(self, owner: str, project: str) -> Path:
        """Both are hashed: neither an owner's name nor an id that was asked for may lead elsewhere."""
        return self._folder / _hashed(owner) / _hashed(project)

    def _opened(self, folder: Path, documents: Sequence[ProjectDocument], embedder: Embedder) -> Index:
        """The index of these documents. No other search makes or replaces one of this owner's until it is open."""
        digest = digest_of(documents)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder.parent):
            if not _is_fresh(folder, digest, embedder):
                build_documents(Loaded([parsed(document) for document in documents], digest), folder, embedder)
            return Index(folder, embedder)


def _is_fresh(folder: Path, digest: str, embedder: Embedder) -> bool:
    try:
        manifest = read_manifest(folder)
        check_fits(manifest, embedder, folder)
    except IndexUnfit:
        return False
    return bool(manifest.get("digest") == digest)


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


def digest_of(documents: Sequence[ProjectDocument]) -> str:
    """The digest of what a project's passages are made of, hexadecimal."""
    whole = hashlib.sha256()
    for document in sorted(documents, key=lambda one: one.name):
        whole.update(f"{document.name}\0{document.kind}\0{document.text}\0".encode())
    return whole.hexdigest()
