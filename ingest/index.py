"""Vectors and words on disk, and the search over both. The only importer of FAISS and of the BM25 library.

Decides what an index folder holds, whether it fits the model and the settings at hand, and how a
query becomes a ranked list of passages. How many of them to stand on is for app/retrieval.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import bm25s
import faiss
import numpy as np
import Stemmer
from numpy.typing import NDArray

from ingest.embed import Embedder, Vectors
from ingest.fuse import fuse
from ingest.passages import PassageReader
from ingest.split import Passage

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
# Candidates of each list. At 200 windows the fused top 5 was the same as with all of them.
VECTOR_CANDIDATES = 200
WORD_CANDIDATES = 100
WORD = re.compile(r"[^\W_]+(?:[.+#'][^\W_]+)*[+#]*")


class IndexUnfit(RuntimeError):
    """The index is missing, damaged or does not fit; the message says what to do."""


@dataclass(frozen=True)
class SearchSettings:
    """`word_weight`: the share of the word score in the fused score, 0..1."""

    word_weight: float = 0.5


@dataclass(frozen=True)
class Hit:
    """A passage that was found, with the scores that put it there.

    `score` is fused, 0..1; `vector` the cosine of its best window; `words` its BM25 score.
    """

    rank: int
    score: float
    vector: float
    words: float
    row: int
    passage: Passage


def tokenize(text: str, stemmer: Stemmer.Stemmer) -> list[str]:
    """Stemmed lower-case words; 'f1', 'c++', '0.1' and \"top-k\" keep what tells them apart."""
    stems: list[str] = stemmer.stemWords(WORD.findall(text.lower()))
    return stems


class Index:
    """An index folder, open for search; made by ingest/build.py."""

    def __init__(self, folder: Path, embedder: Embedder, settings: SearchSettings | None = None) -> None:
        """Open an index.

        Raises:
            IndexUnfit: there is none, or it was built by another version or another model.
        """
        self.manifest = read_manifest(folder)
        check_fits(self.manifest, embedder, folder)
        self.folder = folder
        self.settings = settings or SearchSettings()
        self.texts = PassageReader(folder / "passages.sqlite")
        self._embedder = embedder
        self._stemmer = Stemmer.Stemmer("english")
        self._faiss = faiss.read_index(str(folder / "vectors.faiss"))
        self._vectors: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._passage_of_window: NDArray[np.int32] = np.load(folder / "window_passage.npy")
        self._words = bm25s.BM25.load(str(folder / "words"), mmap=True, show_progress=False)

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return int(self.manifest["passages"])

    @cached_property
    def _window_starts(self) -> NDArray[np.int64]:
        """Row of the first window of each passage, and one past the last: int64 (passages + 1,)."""
        return np.searchsorted(self._passage_of_window, np.arange(self.passages + 1))

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """The k best passages for a query, best first; fewer only where the index holds fewer."""
        vector = self._embedder.encode_query(query)
        by_words = self.word_scores(query)
        by_vector = self.vector_scores(vector, also=by_words)
        ranked = fuse(by_vector, by_words, self.settings.word_weight)[:k]
        texts = self.texts.passages([row for row, _ in ranked])
        return [
            Hit(rank, score, by_vector.get(row, 0.0), by_words.get(row, 0.0), row, passage)
            for rank, ((row, score), passage) in enumerate(zip(ranked, texts, strict=True), start=1)
        ]

    def vector_scores(self, query: Vectors, also: Iterable[int] = ()) -> dict[int, float]:
        """Cosine of the best window of each passage near the query, and of the passages `also`."""
        count = min(VECTOR_CANDIDATES, len(self._passage_of_window))
        scores, windows = self._faiss.search(query[np.newaxis], count)
        best: dict[int, float] = {}
        for score, window in zip(scores[0].tolist(), windows[0].tolist(), strict=True):
            if window >= 0:
                best.setdefault(int(self._passage_of_window[window]), score)
        for row in also:
            if row not in best:
                best[row] = self.best_window(row, query)
        return best

    def best_window(self, row: int, query: Vectors) -> float:
        """Cosine of the query with the nearest window of one passage."""
        first, last = self._window_starts[row], self._window_starts[row + 1]
        return float((self._vectors[first:last] @ query).max())

    def word_scores(self, query: str) -> dict[int, float]:
        """BM25 scores of the passages that hold most of the query's words; empty where none does."""
        tokens = [token for token in tokenize(query, self._stemmer) if token in self._words.vocab_dict]
        if not tokens:
            return {}
        scores = self._words.get_scores(tokens)
        count = min(WORD_CANDIDATES, len(scores))
        rows = np.argpartition(-scores, count - 1)[:count]
        return {int(row): float(scores[row]) for row in rows if scores[row] > 0}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an index folder.

    Raises:
        IndexUnfit: there is no index, or its manifest cannot be read.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexUnfit(f"there is no index in {folder}; build one with: coach ingest PATH --index {folder}") from error
    except (OSError, ValueError) as error:
        raise IndexUnfit(f"the index in {folder} cannot be read ({error}); build it again with: coach ingest") from error
    return manifest


def check_fits(manifest: dict[str, Any], embedder: Embedder, folder: Path) -> None:
    """Refuse an index of another format or another model: its vectors would mean nothing.

    Raises:
        IndexUnfit: says what differs and what to do.
    """
    expected = {"format": FORMAT_VERSION, "model": embedder.name, "model_sha256": embedder.sha256}
    for key, value in expected.items():
        if manifest.get(key) != value:
            raise IndexUnfit(
                f"the index in {folder} was built with {key} {manifest.get(key)!r}, this is {value!r}; "
                f"build it again with: coach ingest PATH --index {folder}"
            )


def write_index(folder: Path, vectors: Vectors, passage_of_window: Sequence[int], texts: Iterable[str]) -> None:
    """Write vectors, their passages and the word index into `folder`.

    `vectors`: float32 (windows, dimension), rows L2-normalised; `passage_of_window`: ascending rows
    of passages, one a window; `texts`: what is searched by words, one a passage.
    """
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "window_passage.npy", np.asarray(passage_of_window, dtype=np.int32))
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    faiss.write_index(flat, str(folder / "vectors.faiss"))
    stemmer = Stemmer.Stemmer("english")
    words = bm25s.BM25()
    words.index([tokenize(text, stemmer) or [""] for text in texts], show_progress=False)
    words.save(str(folder / "words"), show_progress=False)


def write_manifest(folder: Path, embedder: Embedder, **facts: Any) -> None:
    """Write what the index was made of and with."""
    manifest = {
        "format": FORMAT_VERSION,
        "model": embedder.name,
        "model_sha256": embedder.sha256,
        "backend": embedder.backend,
        **{key: asdict(value) if hasattr(value, "__dataclass_fields__") else value for key, value in facts.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
