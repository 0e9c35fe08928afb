"""What may be asked next: questions that are answered, the nearest first."""

import numpy as np
import pytest

from app.answering.prepared.next_questions import LEAST_REFUSED, MOST, next_questions
from app.answering.prepared.shelf import TextVectors
from app.answering.wording import read

# Cosines with the query.
NEAR = {"What does a cache cost?": 0.6, "Which cache is evicted?": 0.3, "Who named caches?": 0.1, "What is it?": 0.9}


class Known(TextVectors):
    def __init__(self):
        pass

    def query(self, _):
        return np.ones(1)

    def likeness(self, texts, _):
        return [NEAR[text] for text in texts]


@pytest.mark.parametrize(
    ("least", "offered"),
    [
        (0.0, ["What does a cache cost?", "Which cache is evicted?", "Who named caches?"]),
        (LEAST_REFUSED, ["What does a cache cost?"]),
    ],
)
def test_the_nearest_come_first_and_neither_the_question_itself_nor_what_is_far(least, offered):
    found = next_questions(read("what is a cache"), [*NEAR, *NEAR], Known(), least)
    assert list(found) == offered
    assert len(found) <= MOST
