"""Sentences are denied and affirmed, and neither tells the state of a point by itself."""

import random

import numpy as np
import pytest

from eval.reading.annotated import AnnotatedAnswer, AnnotatedPoint, AnnotatedQuestion, Sentence, Tag, state_of
from eval.training_examples.denials import denied, denied_cuts

SAYING, BESIDE = "PCA is a rotation of the data.", "Its axes are found by an SVD."


def question(tag: Tag = Tag.SAYS) -> AnnotatedQuestion:
    sentences = (Sentence(text=SAYING, tags={1: tag}), Sentence(text=BESIDE))
    return AnnotatedQuestion(
        question_id="pca",
        question="What is PCA?",
        points=(AnnotatedPoint(id="rotation", text="PCA rotates the data."),),
        answers=(AnnotatedAnswer(kind="right", register="spoken", sentences=sentences),),
    )


def cuts(tag: Tag = Tag.SAYS, draws: int = 300):
    def likeness(_, sentences):
        return np.array([1.0 if text == SAYING else 0.5 for text in sentences], dtype=np.float32)

    rng = random.Random(1)
    return [cut for _ in range(draws) for cut in denied_cuts([question(tag)], 1.0, likeness, rng)]


def test_a_denied_sentence_is_another_one() -> None:
    rng = random.Random(2)
    forms = {denied(SAYING, rng) for _ in range(200)}
    assert SAYING not in forms
    assert {"PCA is not a rotation of the data.", "PCA isn't a rotation of the data."} <= forms
    assert "It is not true that PCA is a rotation of the data." in forms


def test_the_point_is_contradicted_where_what_says_it_is_denied_and_met_where_it_stands() -> None:
    for cut in cuts():
        stands = any(SAYING[:-1].lower() in sentence.text.lower() and sentence.tags.get(1) is Tag.SAYS
                     for sentence in cut.sentences)  # fmt: skip
        assert (state_of(cut.sentences, 1).value == "met") == stands


def test_plain_sentences_stand_beside_denied_ones_either_way_round() -> None:
    seen = {
        (sentence.text == BESIDE, state_of(cut.sentences, 1).value)
        for cut in cuts()
        for sentence in cut.sentences
        if 1 not in sentence.tags
    }
    assert seen == {(True, "met"), (False, "met"), (True, "contradicted"), (False, "contradicted")}


@pytest.mark.parametrize("tag", [Tag.HALF, Tag.DENIES])
def test_what_is_half_said_or_denied_already_is_not_denied(tag: Tag) -> None:
    assert cuts(tag, draws=5) == []
