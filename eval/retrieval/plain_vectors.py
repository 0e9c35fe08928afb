"""Plain vector search with one vector per text, as in a sentence-transformers tutorial: the baseline of our tables.

Decides what "plain vectors" means there. Only the first 256 word pieces of a text are read, which is the library's own
limit. A document is embedded with its title in front, a passage without its headings, and a query without spelling
correction.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest.documents.document import Document
from ingest.documents.structure import Block, BlockKind
from ingest.embedding.embedder import Embedder, Progress, Vectors
from ingest.index.fuse import SearchSettings
from ingest.index.search import Index
from ingest.passages.split import Passage
from ingest.passages.windows import WindowSettings
from ingest.pipeline.build import build_documents
from ingest.pipeline.steps import BuildSettings, Loaded

# SentenceTransformer("all-MiniLM-L6-v2").max_seq_length is 256, and two of those pieces are [CLS] and [SEP].
PIECES = 254


class OneVector:
    """An embedder that makes one window of each text and reads only the first `pieces` word pieces of it."""

    def __init__(self, inner: Embedder, pieces: int) -> None:
        self.name, self.sha256, self.dimension = inner.name, inner.sha256, inner.dimension
        self.backend, self.max_pieces = inner.backend, inner.max_pieces
        self.encode_query = inner.encode_query
        self._inner, self._pieces = inner, pieces

    def __getattr__(self, name: str) -> Any:
        """All other attributes are those of the inner embedder."""
        return getattr(self._inner, name)

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        """The whole text as one piece, so that it is never cut into windows."""
        return [(0, len(text))]

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed the first word pieces of each text."""
        return self._inner.encode([self._cut(text) for text in texts], progress)

    def _cut(self, text: str) -> str:
        offsets = self._inner.piece_offsets(text)
        return text[: offsets[self._pieces - 1][1]] if len(offsets) > self._pieces else text


def open_plain(texts: Sequence[str], work: Path, embedder: Embedder, progress: Progress | None = None) -> Index:
    """An index of the texts in the folder `work`: row n is text n, with one vector.

    Texts that an earlier run embedded there are not embedded again.
    """
    documents = [
        Document(str(row), "", "", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),)) for row, text in enumerate(texts)
    ]
    passages = [Passage(one.id, "", (), 0, len(one.text), 0, one.text) for one in documents]
    settings = BuildSettings(window=WindowSettings(pieces=PIECES, breadcrumbs=False))
    build_documents(Loaded(documents, passages=passages), work, OneVector(embedder, PIECES), settings, progress)
    return Index(work, embedder, SearchSettings(word_weight=0.0, mend_spelling=False))


def whole_documents(
    documents: Mapping[str, tuple[str, str]], work: Path, embedder: Embedder, progress: Progress | None = None
) -> tuple[Index, list[str]]:
    """The index of the documents of a BEIR set (id -> title, text), and the id of the document in each of its rows."""
    texts = {key: f"{title} {text}".strip() for key, (title, text) in documents.items()}
    # The same documents as beir.documents_of: those with a title alone were once found by the coach and never by this.
    known = {key: text for key, text in texts.items() if text}
    return open_plain(list(known.values()), work, embedder, progress), list(known)


def ranked(index: Index, query: str) -> list[int]:
    """The rows of all texts, nearest first."""
    near, _ = index.scores(query)
    rows: list[int] = np.argsort(-near, kind="stable").tolist()
    return rows
