"""Texts that are known ahead, such as those of a question bank: embedded once, kept in a folder, found by the text.

Decides how their vectors lie on disk, when a folder is of no use (other texts, another model, another rounding), and
that a text which is not among them is embedded as ever. Which texts are worth it is for who asks for them.
"""

import hashlib
import json
import os
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder, Progress, Vectors, as_far_as_read
from ingest.embedding.openvino import VNNI, cpu_flags

TEXTS, DIGESTS, VECTORS, MANIFEST = "texts.json", "digests.npy", "vectors.npy", "manifest.json"
FORMAT, DIGEST_BYTES = 1, 16
# They are made beside a server that answers already. At 19, on a machine that others kept busy, they were never done.
NICE = 10

Digests = NDArray[np.bytes_]
# Texts in groups, each of which is embedded in one call.
Groups = Sequence[Sequence[str]]


class KnownTexts:
    """An embedder that has the vectors of many texts at hand once a folder of them is open.

    Safe to use from several threads.
    """

    def __init__(self, inner: Embedder) -> None:
        """Take the embedder of all other texts."""
        self._inner = inner
        self.name, self.sha256, self.dimension = inner.name, inner.sha256, inner.dimension
        self.backend, self.max_pieces = inner.backend, inner.max_pieces
        self.query_prompt, self.passage_prompt = inner.query_prompt, inner.passage_prompt
        self.encode_query, self.piece_offsets = inner.encode_query, inner.piece_offsets
        self.passage_pieces = inner.passage_pieces
        self._known: _Known | None = None

    def open(self, folder: Path, texts: str) -> bool:
        """Use the folder from now on if it holds the texts of this digest by this embedder; whether it does."""
        try:
            if _read_facts(folder) != _facts(texts, self._inner):
                return False
            self._known = _Known(folder, self.dimension)
        except (OSError, ValueError, EOFError):
            # Missing or cut short: it is made again.
            return False
        return True

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed passages: float32 (n, dimension), rows L2-normalised; `progress` hears of those that are not known."""
        if self._known is None or not texts:
            return self._inner.encode(texts, progress)
        vectors, missing = self._known.read(texts)
        if missing:
            vectors[missing] = self._inner.encode([texts[at] for at in missing], progress)
        return vectors


class _Known:
    """An open folder: digests of its texts, ascending, in memory, and a vector for each, on disk."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._digests: Digests = np.load(folder / DIGESTS)
        vectors = np.load(folder / VECTORS, mmap_mode="r")
        if vectors.dtype != np.float32 or vectors.shape != (len(self._digests), dimension):
            raise ValueError(f"{folder} holds {vectors.dtype} vectors of shape {vectors.shape}")
        self._shape, self._offset = vectors.shape, int(vectors.offset)
        # Held open: another process may put another folder in this one's place.
        self._file = (folder / VECTORS).open("rb")
        weakref.finalize(self, self._file.close)

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[int]]:
        """The vectors of texts, float32 (texts, dimension), and which of them are not known, whose rows are empty."""
        wanted = _digests(texts)
        rows = np.minimum(np.searchsorted(self._digests, wanted), len(self._digests) - 1)
        there = self._digests[rows] == wanted
        vectors = np.empty((len(texts), self._shape[1]), dtype=np.float32)
        # Mapped for this call alone: pages of a map that stays count as the process's memory.
        stored = np.memmap(self._file, np.float32, "r", self._offset, self._shape)
        vectors[there] = stored[rows[there]]
        return vectors, np.flatnonzero(~there).tolist()


def _digests(texts: Sequence[str]) -> Digests:
    found = [
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest() for text in texts
    ]
    return np.array(found, dtype=f"S{DIGEST_BYTES}")


def write_known(folder: Path, groups: Groups, embedder: Embedder) -> None:
    """Embed texts, at least one, as far as the embedder reads them, and write them into `folder`.

    Each group is embedded as a call of its own would be; of a text that comes twice the first vector counts.
    """
    cut = [[as_far_as_read(text, embedder) for text in group] for group in groups]
    vectors = np.concatenate([embedder.encode(group) for group in cut])
    digests, first = np.unique(_digests([text for group in cut for text in group]), return_index=True)
    np.save(folder / DIGESTS, digests)
    np.save(folder / VECTORS, vectors[first])
    (folder / MANIFEST).write_text(json.dumps(_facts(digest_of(groups), embedder)), encoding="utf-8")


def digest_of(groups: Iterable[Sequence[str]]) -> str:
    """What tells these groups of texts from all others: the hash of their JSON, of which a group at a time is held.

    As one string, the texts of a bank left 3 MB in a server's heap.
    """
    told = hashlib.sha256(b"[")
    for at, group in enumerate(groups):
        told.update(f"{', ' if at else ''}{json.dumps(group)}".encode())
    told.update(b"]")
    return told.hexdigest()


def _facts(texts: str, embedder: Embedder) -> dict[str, Any]:
    """All that the vectors depend on."""
    is_rounded = bool(cpu_flags() & VNNI)
    return {"format": FORMAT, "texts": texts, "model_sha256": embedder.sha256, "is_rounded": is_rounded}


def _read_facts(folder: Path) -> Any:
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def embed_apart(folder: str, models: str, progress: Progress | None = None) -> None:  # noqa: ARG001 - nobody watches
    """Embed the texts of TEXTS in `folder` with the default embedder, as a process of its own does it.

    Raises:
        EmbedError: the model's package is missing or its file is damaged.
    """
    if hasattr(os, "nice"):
        os.nice(NICE)
    place = Path(folder)
    groups = json.loads((place / TEXTS).read_text(encoding="utf-8"))
    write_known(place, groups, load_embedder(Path(models)))
    (place / TEXTS).unlink()
