"""Any sentence-transformers model as an embedder, by its name or folder.

Decides which prompt a query and a passage each get, and that weights are identified by their digest, so that an index
of another model or another prompt is refused (manifest.py). It is slower than default_embedder.py and needs
PyTorch at every start; it is for people with a model of their own.
"""

import hashlib
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ingest.embedding.embedder import EmbedError, Progress, Vectors

BATCH = 32
# Texts that are tokenized and embedded between two calls of `progress`.
CHUNK = 512
# Names under which models store what goes before a passage. sentence-transformers 6.2 itself takes the first name that
# is there, and gives every model an empty "document", so a model's "passage" prompt was never applied.
PASSAGE_PROMPTS = ("document", "passage", "corpus")
QUERY_PROMPTS = ("query",)
# A passage prompt that leaves less than this for the text must be a mistake.
LEAST_ROOM_PIECES = 16


class SentenceTransformersEmbedder:
    """A sentence-transformers model on the CPU; satisfies `ingest.embedding.embedder.Embedder`.

    `query_prompt` and `passage_prompt` are what it puts before each text.
    """

    backend = "sentence-transformers"

    def __init__(self, name: str, query_prompt: str = "", passage_prompt: str = "") -> None:
        """Load a model of the local Hugging Face cache or a folder; from the network only where that is allowed.

        A prompt that is not given is the model's own, where it has one.

        Raises:
            EmbedError: there is no such model, its tokenizer cannot tell where its pieces stand, or the passage
                prompt leaves no room for a text.
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
        self.query_prompt = query_prompt or self._stored(QUERY_PROMPTS)
        self.passage_prompt = passage_prompt or self._stored(PASSAGE_PROMPTS)
        self.dimension = len(self._model.encode("a", show_progress_bar=False))
        # A tokenizer without a limit of its own says 1e30; then the model's limit counts.
        self.max_pieces = int(min(self._model.max_seq_length or 512, self._tokenizer.model_max_length))
        self.sha256 = self._digest()
        taken = self.passage_pieces("")
        if self.max_pieces - taken < LEAST_ROOM_PIECES:
            raise EmbedError(
                f"the prompt before a passage and the special tokens take {taken} of the {self.max_pieces} pieces that "
                f"{name} reads; set a shorter COACH_PASSAGE_PROMPT"
            )

    def _stored(self, names: Sequence[str]) -> str:
        """The first of the model's own prompts of these names that is not empty."""
        return next((prompt for name in names if (prompt := self._model.prompts.get(name))), "")

    def _digest(self) -> str:
        """The digest of the weights, in the order of their names."""
        digest = hashlib.sha256()
        for key, weight in sorted(self._model.state_dict().items()):
            digest.update(f"{key}\0".encode())
            digest.update(weight.cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed passages behind the passage prompt: float32 (n, dimension), rows L2-normalised.

        Raises:
            EmbedError: a text is longer than the model reads; nothing is cut silently.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            longest = max(map(len, self._pieces([self.passage_prompt + text for text in chunk])))
            if longest > self.max_pieces:
                raise EmbedError(f"a text has {longest} pieces, {self.name} reads {self.max_pieces}; cut windows first")
            vectors[start : start + len(chunk)] = _normalised(self._model.encode_document, chunk, self.passage_prompt)
            if progress is not None:
                progress(start + len(chunk), len(texts))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """Embed one query behind the query prompt: float32 (dimension,), L2-normalised."""
        vector: Vectors = _normalised(self._model.encode_query, [text], self.query_prompt)[0]
        return vector

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of the pieces of `text`, without special tokens."""
        found = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return [(int(start), int(end)) for start, end in found["offset_mapping"] if end > start]

    def passage_pieces(self, text: str) -> int:
        """How many pieces the model reads of a passage, the special tokens and the passage prompt among them."""
        return len(self._pieces([self.passage_prompt + text])[0])

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        ids: list[list[int]] = self._tokenizer(list(texts), verbose=False)["input_ids"] if texts else []
        return ids


def _normalised(encode: Any, texts: list[str], prompt: str) -> Vectors:
    vectors = encode(texts, prompt=prompt, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)
