"""An embedder that needs no model: a bag of hashed words."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from ingest.embedding.embedder import Progress, Vectors


class FakeEmbedder:
    """A bag of hashed words, so that texts with the same words are near; remembers what it embedded."""

    name = "fake"
    sha256 = "0" * 64
    dimension = 32
    backend = "none"
    max_pieces = 512
    query_prompt = passage_prompt = ""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.embedded += texts
        if progress is not None:
            progress(len(texts), len(texts))
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[hashlib.md5(word.encode(), usedforsecurity=False).digest()[0] % self.dimension] += 1
        return vector / max(float(np.linalg.norm(vector)), 1e-9)

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]

    def passage_pieces(self, text: str) -> int:
        return len(self.piece_offsets(text)) + 2
