"""Two words of a pair of opposites change places, and their being there does not tell the state of a point."""

import random

import numpy as np

from eval.reading.annotated import AnnotatedAnswer, AnnotatedPoint, AnnotatedQuestion, Sentence, Tag, state_of
from eval.training_examples.swaps import pairs_in, swapped, swapped_cuts

POINT = "High variance means that the model overfits."
SAYING, BESIDE = "Variance is the trouble when it learns the noise.", "Bias is the other one, where it is too simple."


def question(saying: str = SAYING, tag: Tag = Tag.SAYS) -> AnnotatedQuestion:
    return AnnotatedQuestion(
        question_id="bias",
        question="What are bias and variance?",
        points=(AnnotatedPoint(id="variance", text=POINT),),
        answers=(
            AnnotatedAnswer(
                kind="right", register="spoken", sentences=(Sentence(text=saying, tags={1: tag}), Sentence(text=BESIDE))
            ),
        ),
    )


def cuts(asked: AnnotatedQuestion, draws: int = 100):
    def likeness(_, sentences):
        return np.array([1.0 if text == SAYING else 0.5 for text in sentences], dtype=np.float32)

    rng = random.Random(3)
    return [cut for _ in range(draws) for cut in swapped_cuts([asked], 1.0, likeness, rng)]


def test_both_words_change_places_and_keep_their_capitals() -> None:
    pair = next(pair for pair in pairs_in(POINT) if set(pair) == {"bias", "variance"})
    assert swapped("Bias falls, variance rises.", pair) == "Variance falls, bias rises."


def test_the_point_is_contradicted_where_what_says_it_is_exchanged_and_met_where_it_stands() -> None:
    seen = set()
    for cut in cuts(question()):
        stands = any(sentence.text == SAYING for sentence in cut.sentences)
        beside = any(sentence.text == BESIDE for sentence in cut.sentences)
        seen.add((stands, beside))
        assert (state_of(cut.sentences, 1).value == "met") is stands
    assert (True, False) in seen
    assert (False, True) in seen


def test_what_is_said_of_both_or_said_against_the_point_is_left() -> None:
    assert cuts(question("Bias and variance are a trade-off."), draws=5) == []
    assert cuts(question(tag=Tag.DENIES), draws=5) == []
