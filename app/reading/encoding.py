"""Excerpts -> what the reader's model takes.

Decides how a statement and the sentences of an answer are laid out in word pieces: [CLS] statement [SEP], the question
that was asked [SEP] if there is one, the sentences one after the other [SEP]; and that what is too long loses its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.reading.outcome import Excerpt

Inputs = dict[str, NDArray[np.int64] | NDArray[np.float32]]

# An answer of 250 words and its key point. How a longer one is divided is for excerpts.py.
MAX_PIECES = 384
MAX_STATEMENT, MAX_ASKED = 80, 48
# Widths and numbers of sentences are rounded up, so that few shapes come: for each the runtime keeps what it has built.
STEP, SENTENCE_STEP = 16, 4
INPUTS = ("input_ids", "attention_mask", "token_type_ids", "pool")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An excerpt in word pieces: ids, whether each is the answer's (1) or not (0), [start, end) of each sentence."""

    ids: list[int]
    types: list[int]
    spans: list[tuple[int, int]]


def encode(tokenizer: Tokenizer, excerpts: Sequence[Excerpt]) -> list[Encoded]:
    """The word pieces of each excerpt, at most MAX_PIECES."""
    first, last = (_special(tokenizer, name) for name in ("[CLS]", "[SEP]"))
    # A sentence is read for each point of a question, and cut into pieces once.
    texts = list(dict.fromkeys(text for one in excerpts for text in (one.statement, one.asked, *one.sentences)))
    pieces_of = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    cut = {text: one.ids for text, one in zip(texts, pieces_of, strict=True)}
    found = []
    for one in excerpts:
        ids = [first, *cut[one.statement][:MAX_STATEMENT], last]
        asked = cut[one.asked][:MAX_ASKED]
        if asked:
            ids += [*asked, last]
        types, spans = [0] * len(ids), []
        for sentence in one.sentences:
            pieces = cut[sentence][: MAX_PIECES - 1 - len(ids)]
            spans.append((len(ids), len(ids) + len(pieces)))
            ids += pieces
        types += [1] * (len(ids) + 1 - len(types))
        found.append(Encoded([*ids, last], types, spans))
    return found


def _special(tokenizer: Tokenizer, name: str) -> int:
    found: int | None = tokenizer.token_to_id(name)
    if found is None:
        raise ValueError(f"the reader's tokenizer has no {name}")
    return found


def model_inputs(encoded: Sequence[Encoded]) -> Inputs:
    """Ids, mask and types, int64 (excerpts, pieces), padded with 0; pool, float32 (excerpts, sentences, pieces).

    A row of `pool` holds the same weight for each piece of its sentence, which add up to 1: times the pieces' states
    it is their mean.
    """
    width = _rounded(max(len(one.ids) for one in encoded), STEP)
    most = _rounded(max(len(one.spans) for one in encoded), SENTENCE_STEP)
    ids, mask, types = (np.zeros((len(encoded), width), dtype=np.int64) for _ in range(3))
    pool = np.zeros((len(encoded), most, width), dtype=np.float32)
    for row, one in enumerate(encoded):
        length = len(one.ids)
        ids[row, :length] = one.ids
        mask[row, :length] = 1
        types[row, :length] = one.types
        for sentence, (start, end) in enumerate(one.spans):
            pool[row, sentence, start:end] = 1 / max(end - start, 1)
    return dict(zip(INPUTS, (ids, mask, types, pool), strict=True))


def _rounded(number: int, step: int) -> int:
    return -(-number // step) * step


def batches_by_length(encoded: Sequence[Encoded], pieces: int) -> list[list[int]]:
    """The numbers of the excerpts in batches of at most `pieces` word pieces with their padding, similar lengths
    together, the shortest first; one that is longer is a batch of its own.
    """  # noqa: D205
    batches: list[list[int]] = []
    for number in sorted(range(len(encoded)), key=lambda each: len(encoded[each].ids)):
        if batches and (len(batches[-1]) + 1) * len(encoded[number].ids) <= pieces:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches
