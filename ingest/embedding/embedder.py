"""What an embedder is: text -> vectors, and the word pieces that it counts text in.

Decides how far a text is read and that a tokenizer cuts nothing silently. Which model embeds by default is decided in
packaged_model.py, what runs it in default_embedder.py.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.errors import IndexUnusable

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

TOKENIZER = "tokenizer.json"


class EmbedError(IndexUnusable):
    """The embedding model is missing or damaged; the message says what to do."""


class Embedder(Protocol):
    """Turns texts into vectors, and tells its word pieces so that windows can be cut to its size.

    `query_prompt` and `passage_prompt` are what it puts before texts, "" for nothing.
    """

    name: str
    sha256: str
    dimension: int
    backend: str
    max_pieces: int
    query_prompt: str
    passage_prompt: str

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed passages: float32 (n, dimension), rows L2-normalised."""
        ...

    def encode_query(self, text: str) -> Vectors:
        """Embed one query: float32 (dimension,), L2-normalised."""
        ...

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character offsets [start, end) of the word pieces of `text`, without special tokens."""
        ...

    def passage_pieces(self, text: str) -> int:
        """How many pieces it reads of a passage: with special tokens and prompt, at most `max_pieces` fit."""
        ...


# A text of so many ASCII characters is never longer than a model reads: a piece has at least one character.
SURELY_READ = 400


def as_far_as_read(text: str, embedder: Embedder) -> str:
    """The beginning of a text, as far as the model reads: mostly all of it, less of code and tables."""
    if (len(text) <= SURELY_READ < embedder.max_pieces and text.isascii()) or not text:
        return text
    if embedder.passage_pieces(text) <= embedder.max_pieces:
        return text
    room = embedder.max_pieces - embedder.passage_pieces("")
    return text[: embedder.piece_offsets(text)[room - 1][1]]


def read_tokenizer(folder: Path) -> Tokenizer:
    """Read tokenizer.json with its limits off.

    The packaged file truncates at 128 word pieces: 45 % of 200-500-token passages would lose their end.
    """
    return _without_limits((folder / TOKENIZER).read_text(encoding="utf-8"))


def shared_tokenizer(folder: Path) -> Tokenizer:
    """The same, one for all whose files are alike, so nobody may set it: embedder and reader have one of 8 MB."""
    return _shared((folder / TOKENIZER).read_text(encoding="utf-8"))


def _without_limits(told: str) -> Tokenizer:
    tokenizer = Tokenizer.from_str(told)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


_shared = lru_cache(maxsize=2)(_without_limits)
