"""The rubric's version: a digest of the coefficients and of every constant that the offline grader judges by.

Decides what counts as a constant: whatever a module of the grading writes in capitals, be it a threshold, a set of
tokens, a pattern or a table beside it. A rule that is changed in code alone does not show here; for that there is the
version that eval/fitting/grader.py writes.
"""

import hashlib
import re
from pathlib import Path
from types import ModuleType

from app.delivery import remarks
from app.grading import drawn_points, point_states, prepared_question, strong_answer_words, verdicts
from app.grading.features import matching, point_features, recited, slips, swaps, whole_answer
from app.grading.gate import gate, word_order, word_salad
from app.reading import encoding, excerpts, outcome, verdict
from ingest.language import (
    content_words,
    foreign,
    numbers,
    opposites,
    sentences,
    stop_words,
    text,
    tokens,
    unmarked,
)

# Of the delivery what is code, which the gate spares. A test holds the list to all that the offline grader imports.
JUDGING = (
    strong_answer_words,
    remarks,
    whole_answer,
    gate,
    foreign,
    matching,
    numbers,
    opposites,
    word_order,
    word_salad,
    point_features,
    recited,
    drawn_points,
    sentences,
    prepared_question,
    point_states,
    excerpts,
    verdict,
    slips,
    swaps,
    verdicts,
    tokens,
    encoding,
    outcome,
    content_words,
    stop_words,
    text,
    unmarked,
)
# Not the stemmer, which is written in capitals too and has no text.
KINDS = (bool, int, float, str, tuple, dict, frozenset, re.Pattern, Path)
DIGEST_CHARS = 8


def rubric_digest(coefficients: str) -> str:
    """Hexadecimal digits that change with the text of the coefficients and with any constant."""
    told = [coefficients, *(line for module in JUDGING for line in _constants(module))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:DIGEST_CHARS]


def _constants(module: ModuleType) -> list[str]:
    return [
        f"{module.__name__}.{name} = {_text(value)}"
        for name, value in sorted(vars(module).items())
        if name.isupper() and isinstance(value, KINDS)
    ]


def _text(value: object) -> str:
    """What a constant says, in the same letters in every run: sets are sorted, files read."""
    if isinstance(value, Path):
        return value.read_text(encoding="utf-8")
    if isinstance(value, re.Pattern):
        return f"{value.pattern} {value.flags}"
    return repr(sorted(value) if isinstance(value, frozenset) else value)
