"""An answer held against a whole reference answer: a few features -> the credit a person would give.

Decides what is measured where the key points were only drawn from a reference: teachers there give
partial credit for the amount of it that is told, not sentence by sentence. Every feature is in 0..1,
grows with quality, and each was kept because leaving it out costs (eval/results/grading-trials.md).
"""

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from app.grading.drawn_points import asked
from app.grading.features.matching import Reading, beyond
from app.grading.prepared_question import PreparedQuestion, read
from ingest.embedding.embedder import Vectors
from ingest.language.tokens import WORD

REFERENCE_FEATURES = ("letters", "new_words", "weakest", "meaning", "length")
# Letters in a run; 4 forgives a typing error and an ending, 3 matches everything.
RUN = 4
# New words after which one more adds little: 5 shared content words earn 63 %.
NEW_WORDS_SCALE = 5.0
# The logistic step from "other matter" to "same statement" once the question's own part is removed from the vectors.
MEANING_MIDDLE, MEANING_STEEPNESS, MEANING_SCALE = 0.4, 10.0, 1.5
# An answer of a twentieth of the reference's words is as short as it gets.
SHORTEST_SHARE = 0.05
# What the estimate keeps of an answer whose words turn all of a reference round, or that gives other numbers; not where
# the reader alone calls all of it contradicted (docs/grading.md, "What bounds were read off").
AGAINST = 0.5


def letter_runs(text: str) -> Counter[str]:
    """Every run of RUN letters, digits and spaces of the lower-cased text, counted."""
    plain = "".join(character for character in text.lower() if character.isalnum() or character == " ")
    return Counter(plain[at : at + RUN] for at in range(len(plain) - RUN + 1))


def reference_features(reading: Reading, prepared: PreparedQuestion) -> NDArray[np.float32]:
    """REFERENCE_FEATURES of an answer against a reference: float32 (5,)."""
    wanted_runs = letter_runs(prepared.question.strong_answer) - letter_runs(asked(prepared.question))
    unit_rows = [row for row, window in enumerate(reading.windows) if len(window.units) == 1]
    said = tuple(token for row in unit_rows for token in reading.tokens[row])
    presence = read([said], prepared.lexicon).presence[0]
    wanted = prepared.said.presence[prepared.point_rows]
    weights = prepared.lexicon.weights
    recall = ((wanted * presence) @ weights) / np.maximum(wanted @ weights, 1e-6)
    new = sum(
        1
        for root, column in prepared.lexicon.columns.items()
        if presence[column] and root not in prepared.lexicon.question_stems
    )
    share = (1 + len(reading.answer.words)) / (1 + len(WORD.findall(prepared.question.strong_answer)))
    return np.array(
        [
            (letter_runs(reading.answer.raw) & wanted_runs).total() / max(1, wanted_runs.total()),
            1 - math.exp(-new / NEW_WORDS_SCALE),
            float(recall.min()),
            _meaning(reading.vectors[unit_rows], prepared),
            1 - math.log(min(1.0, max(share, SHORTEST_SHARE))) / math.log(SHORTEST_SHARE),
        ],
        dtype=np.float32,
    )


def _meaning(units: Vectors, prepared: PreparedQuestion) -> float:
    """How many of the reference's sentences the answer comes near to, saturating: 0..1."""
    wanted = prepared.vectors[prepared.point_rows]
    if asked(prepared.question):
        units, wanted = beyond(units, prepared.question_vector), beyond(wanted, prepared.question_vector)
    nearest = (units @ wanted.T).max(0)
    told = 1 / (1 + np.exp(-MEANING_STEEPNESS * (nearest - MEANING_MIDDLE)))
    return 1 - math.exp(-float(told.sum()) / MEANING_SCALE)
