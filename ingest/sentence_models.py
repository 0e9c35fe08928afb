"""Any sentence-transformers model as an embedder, by its name or folder.

Decides that a query and a passage each get the prompt that the model was trained with, and that its weights are
told apart by their digest, so that an index of another model is refused. Slower than the exported default
model (embed.py) and with PyTorch at every start; it is for those who bring their own model.
"""

import hashlib
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ingest.embed import EmbedError, Progress, Vectors

BATCH = 32
# Texts that are embedded between two calls of `progress`.
CHUNK = 512


class SentenceTransformersEmbedder:
    """A sentence-transformers model on the CPU; satisfies `ingest.embed.Embedder`."""

    backend = "sentence-transformers"

    def __init__(self, name: str) -> None:
        """Load a model of the local Hugging Face cache or a folder; from the network only where that is allowed.

        Raises:
            EmbedError: there is no such model, or its tokenizer cannot tell where its pieces stand.
        """
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - four seconds, for this class alone

        self.name = name
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._model: Any = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise EmbedError(
                f"the model {name!r} cannot be loaded: {error}; name a folder or download it first"
            ) from error
        self._tokenizer: Any = self._model.tokenizer
        if not getattr(self._tokenizer, "is_fast", False):
            raise EmbedError(f"the model {name!r} has no fast tokenizer, so windows cannot be cut to its size")
        self.dimension = len(self._model.encode("a", show_progress_bar=False))
        # A tokenizer without a limit of its own says 1e30; the model's then holds.
        self.max_pieces = int(min(self._model.max_seq_length or 512, self._tokenizer.model_max_length))
        self.sha256 = self._digest()

    def _digest(self) -> str:
        """The digest of the weights, in the order of their names."""
        digest = hashlib.sha256()
        for key, weight in sorted(self._model.state_dict().items()):
            digest.update(f"{key}\0".encode())
            digest.update(weight.cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed passages with the model's document prompt: float32 (n, dimension), rows L2-normalised.

        Raises:
            EmbedError: a text is longer than the model reads; nothing is cut silently.
        """
        prompt = next((text for key in ("document", "passage") if (text := self._model.prompts.get(key))), "")
        longest = max((len(ids) for ids in self._pieces([prompt + text for text in texts])), default=0)
        if longest > self.max_pieces:
            raise EmbedError(f"a text has {longest} pieces, {self.name} reads {self.max_pieces}; cut windows first")
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            vectors[start : start + len(chunk)] = self._normalised(self._model.encode_document, chunk)
            if progress is not None:
                progress(start + len(chunk), len(texts))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """Embed one query with the model's query prompt: float32 (dimension,), L2-normalised."""
        vector: Vectors = self._normalised(self._model.encode_query, [text])[0]
        return vector

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of the pieces of `text`, without special tokens."""
        found = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return [(int(start), int(end)) for start, end in found["offset_mapping"] if end > start]

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        ids: list[list[int]] = self._tokenizer(list(texts), verbose=False)["input_ids"] if texts else []
        return ids

    @staticmethod
    def _normalised(encode: Any, texts: list[str]) -> Vectors:
        vectors = encode(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)
