"""(statement, window) -> what the reader's model takes.

Decides how a pair is laid out in word pieces, and that of a pair that is too long the longer text loses its end.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

Pair = tuple[str, str]
Inputs = dict[str, NDArray[np.int64]]

# 99 in 100 training pairs have at most 90 pieces. What one window may hold is for windows.py.
MAX_PIECES = 128
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def read_tokenizer(folder: Path) -> Tokenizer:
    """Read tokenizer.json of `folder` and set it to the reader's limit."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES, strategy="longest_first")
    return tokenizer


def encode(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[Encoding]:
    """The word pieces of each pair: [CLS] statement [SEP] window [SEP], at most MAX_PIECES."""
    return list(tokenizer.encode_batch_fast(list(pairs)))


def model_inputs(encodings: Sequence[Encoding]) -> Inputs:
    """Ids, mask and text types, int64 (pairs, longest) each, padded with 0."""
    width = max(len(encoding) for encoding in encodings)
    ids, mask, types = (np.zeros((len(encodings), width), dtype=np.int64) for _ in INPUTS)
    for row, encoding in enumerate(encodings):
        length = len(encoding)
        ids[row, :length] = encoding.ids
        mask[row, :length] = 1
        types[row, :length] = encoding.type_ids
    return dict(zip(INPUTS, (ids, mask, types), strict=True))


def batches_by_length(encodings: Sequence[Encoding], size: int) -> list[list[int]]:
    """The numbers of the pairs in batches of at most `size`, pairs of similar length together."""
    order = sorted(range(len(encodings)), key=lambda number: len(encodings[number]))
    return [order[start : start + size] for start in range(0, len(order), size)]
