"""What a new build keeps of the index that it replaces: parsed documents, their passages, vectors.

Decides that a file of the same name and bytes is the same document, that a document of the same text has the same
passages, and that the same passage under the same headings has the same vectors. All of this holds only for the same
model and settings.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.documents.document import Document
from ingest.embedding.embedder import Embedder, Vectors
from ingest.index.answers import read_answers
from ingest.index.manifest import check_fits, read_manifest
from ingest.index.passages import PassageReader
from ingest.index.vectors import VECTORS, Trained
from ingest.passages.split import Passage
from ingest.passages.windows import breadcrumb


@dataclass(frozen=True)
class Kept:
    """`documents` by id, each with its passages; `vectors` by what was embedded: float32 (windows, dimension).

    `trained`: the lists of its vectors; None where it has none. `wordings`: vectors by the wording of an answer.
    `made`: vectors that were in no index yet, which the workers of a job have made for the next one (parts.py).
    """

    documents: Mapping[str, tuple[Document, Sequence[Passage]]] = field(default_factory=dict)
    vectors: Mapping[tuple[str, str], Vectors] = field(default_factory=dict)
    trained: Trained | None = None
    wordings: Mapping[str, Vectors] = field(default_factory=dict)
    made: Mapping[tuple[str, str], Vectors] = field(default_factory=dict)

    def beside(self, made: "Kept") -> "Kept":
        """The same, and beside it what a job has made."""
        return replace(self, documents={**self.documents, **made.documents}, made=made.vectors)

    def by_file(self) -> dict[tuple[str, str], Document]:
        """The documents that were files, by name and digest of the file."""
        known = (document for document, _ in self.documents.values())
        return {(document.source, document.file_sha256): document for document in known if document.file_sha256}

    def passages_of(self, document: Document) -> Sequence[Passage] | None:
        """The passages that the document was cut into; None where it was not there or has changed."""
        before, passages = self.documents.get(document.id, (None, ()))
        return passages if before is not None and _is_cut_alike(before, document) else None


def keep(folder: Path, embedder: Embedder, settings: Any) -> Kept:
    """What can be kept of the index in `folder`: nothing where it does not fit or cannot be read.

    `settings`: those of the new build, as they stand in a manifest.
    """
    try:
        manifest = read_manifest(folder)
        check_fits(manifest, embedder, folder)
        if manifest["settings"] != settings:
            return Kept()
        # As a plain array: 10,000 slices of a numpy.memmap took 0.3 s.
        vectors = np.load(folder / VECTORS, mmap_mode="r").view(np.ndarray)
        of_window = np.load(folder / "window_passage.npy")
        with contextlib.closing(PassageReader(folder / "passages.sqlite")) as reader:
            documents, passages = list(reader.parsed()), reader.all()
        wordings = read_answers(folder, int(manifest.get("answers", 0)), embedder.dimension).by_wording()
        is_whole = len(vectors) == len(of_window) == manifest["windows"] and len(passages) == manifest["passages"]
    # Of any kind, as in search.py: a damaged index must not stop the build that replaces it.
    except Exception:
        return Kept()
    if not is_whole:
        return Kept()
    starts = np.searchsorted(of_window, np.arange(len(passages) + 1)).tolist()
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document, []).append(passage)
    return Kept(
        {document.id: (document, by_document.get(document.id, [])) for document in documents},
        {embedded(passage): vectors[starts[row] : starts[row + 1]] for row, passage in enumerate(passages)},
        _trained(folder, manifest["vectors"]),
        wordings,
    )


def _trained(folder: Path, layout: Mapping[str, Any]) -> Trained | None:
    """The lists of an index; a manifest of before they were used again has no `new`."""
    return Trained(folder, layout["lists"], layout.get("new", 0)) if layout["lists"] else None


def embedded(passage: Passage) -> tuple[str, str]:
    """All that the vectors of a passage depend on, besides model and settings."""
    return breadcrumb(passage.title, passage.headings), passage.text


def _is_cut_alike(one: Document, other: Document) -> bool:
    return (one.title, one.has_levels, one.text) == (other.title, other.has_levels, other.text)
