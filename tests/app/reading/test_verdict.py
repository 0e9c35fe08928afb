import numpy as np
import pytest
from pydantic import ValidationError

from app.reading.outcome import OPPOSITE, SAYS, STATES, Found, PointState
from app.reading.verdict import (
    BESIDE,
    BRIEF_WORDS,
    FEATURES,
    Form,
    features,
    logit,
    read_weights,
    speaking,
    state_probabilities,
)

SAID, DENIED, TOUCHED = (0.97, 0.01, 0.02), (0.01, 0.97, 0.02), (0.01, 0.01, 0.98)


def found(state: PointState, *outcomes: tuple[float, float, float]) -> Found:
    shares = np.full(4, 0.02)
    shares[STATES.index(state)] = 0.94
    return Found(np.log(shares).astype(np.float32), np.array(outcomes, dtype=np.float32))


@pytest.mark.parametrize(
    ("read", "likeness", "belief"),
    [
        (found(PointState.MET, TOUCHED, SAID), 0.7, 0.8),
        (found(PointState.NOT_MET, TOUCHED, TOUCHED), 0.3, 0.1),
        (found(PointState.CONTRADICTED, TOUCHED, DENIED), 0.7, 0.7),
    ],
)
def test_what_is_read_clearly_is_the_likeliest_state(read: Found, likeness: float, belief: float) -> None:
    shares = state_probabilities(features(read, likeness, belief)[None], read_weights().whole)
    assert shares.sum() == pytest.approx(1)
    assert shares[0].argmax() == read.states.argmax()


def test_words_and_likeness_alone_do_not_make_a_denied_point_met() -> None:
    shares = state_probabilities(
        features(found(PointState.CONTRADICTED, DENIED), 0.95, 0.99)[None], read_weights().whole
    )
    assert STATES[int(shares[0].argmax())] is PointState.CONTRADICTED


def test_the_sentence_that_speaks_is_the_one_that_does_it_most() -> None:
    read = found(PointState.MET, TOUCHED, SAID, DENIED)
    assert (speaking(read, SAYS), speaking(read, OPPOSITE)) == (1, 2)


def test_features_are_finite_however_sure_the_reader_is() -> None:
    read = Found(np.array([0, -99, -99, -99], dtype=np.float32), np.array([[1, 0, 0]], dtype=np.float32))
    assert np.isfinite(features(read, 1.0, 1.0)).all()
    assert logit(0.0) == pytest.approx(-logit(1.0))


def test_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ValidationError, match="rows of"):
        Form(slopes=((0.0,) * len(FEATURES),) * 3, offsets=(0.0,) * 4)


def test_an_answer_that_is_brief_or_beside_the_question_has_weights_of_its_own() -> None:
    weights = read_weights()
    assert weights.of(BRIEF_WORDS, BESIDE) is weights.of(BRIEF_WORDS + 1, BESIDE - 0.01) is weights.brief
    assert weights.of(BRIEF_WORDS + 1, BESIDE) is weights.whole
