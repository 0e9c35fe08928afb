"""What preparing a question embeds is known ahead, whichever way the question is asked; the grades are the same."""

from collections.abc import Iterator

import pytest
from banks import bank_questions
from fake_embedder import FakeEmbedder

from app.grading.strong_answer_words import prepare_with_anchors, prepared_texts
from app.interview.turn import edges, narrowed, step_question
from ingest.bank.questions import Question


def ways(question: Question) -> Iterator[Question]:
    """A question as it may be graded against: whole, in other words, a step, a follow-up on one point of either."""
    yield question
    yield from (question.model_copy(update={"text": text}) for text in question.variants)
    for step in (*question.thread, *edges(question)):
        asked = step_question(question, step.id)
        yield asked
        yield from (narrowed(asked, point.id, point.follow_up) for point in asked.key_points if point.follow_up)
    yield from (narrowed(question, point.id, point.follow_up) for point in question.key_points)


@pytest.mark.parametrize("question", bank_questions()[::60], ids=lambda question: question.id)
def test_every_text_that_preparing_embeds_is_known_ahead(question: Question) -> None:
    embedder = FakeEmbedder()
    for way in ways(question):
        prepare_with_anchors(way, embedder)
    assert set(embedder.embedded) <= {text for group in prepared_texts([question]) for text in group}
