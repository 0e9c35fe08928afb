"""An answer as windows with vectors: what a window of two sentences means, and what a long answer costs."""

import tracemalloc
from typing import Any

import numpy as np
import pytest

from app.grading.drawn_points import drawn_question
from app.grading.features.matching import read_answer
from app.grading.prepared_question import PreparedQuestion, prepare
from ingest.language.text import Text

ANSWER = (
    "Precision is the share of the positives that are right. Recall is the share that was found. Of both the harmonic "
    "mean is F1, which is low where one is low, and a threshold trades one for the other. It depends on the costs."
)


@pytest.fixture
def prepared(fake_embedder: Any) -> PreparedQuestion:
    return prepare(drawn_question("What is precision?", "The share of positives that are right."), fake_embedder)


@pytest.mark.parametrize("answer", [ANSWER, "One sentence alone."])
def test_a_window_has_the_direction_of_the_sum_of_its_units(
    prepared: PreparedQuestion, fake_embedder: Any, answer: str
) -> None:
    reading = read_answer(Text(answer), fake_embedder, prepared)
    units = [window for window in reading.windows if len(window.units) == 1]
    vectors = fake_embedder.encode([answer[unit.start : unit.end] for unit in units])
    members = np.zeros((len(reading.windows), len(units)), dtype=np.float32)
    for row, window in enumerate(reading.windows):
        members[row, list(window.units)] = 1.0
    summed = members @ vectors
    wanted = summed / np.linalg.norm(summed, axis=1, keepdims=True)
    assert len(reading.windows) == 2 * len(units) - 1
    assert np.abs(reading.vectors - wanted).max() < 1e-6


@pytest.mark.slow
def test_the_memory_of_an_answer_grows_with_its_length_alone(prepared: PreparedQuestion, fake_embedder: Any) -> None:
    sentences = 4000
    tracemalloc.start()
    reading = read_answer(Text("It is so. " * sentences), fake_embedder, prepared)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(reading.windows) == 2 * sentences - 1
    # A matrix of windows and units would be 128 MB; the words and vectors are 12.
    assert peak < 50_000_000
