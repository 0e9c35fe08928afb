import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.verdict import CREDITS, FEATURES, STATES, WEIGHTS, PointState, features, logit, verdict
from app.reading.windows import windows_of

SAID, DENIED, TOUCHED = (0.97, 0.01, 0.02), (0.01, 0.97, 0.02), (0.01, 0.01, 0.98)
SENTENCES = [(0, 10), (11, 20), (21, 30)]
WINDOWS = windows_of(SENTENCES)


NEAR = 0.6


def read(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


def test_a_point_that_one_sentence_says_is_met_and_that_window_is_its_evidence() -> None:
    found = verdict(WINDOWS, read(TOUCHED, SAID, TOUCHED, SAID, SAID), NEAR)
    assert found.state is PointState.MET
    assert found.evidence == WINDOWS[1]


def test_a_point_that_every_window_only_touches_is_not_met_and_has_no_evidence() -> None:
    found = verdict(WINDOWS, read(*[TOUCHED] * 5), NEAR)
    assert found.state is PointState.NOT_MET
    assert found.evidence is None


def test_a_point_that_one_sentence_denies_is_contradicted_by_that_sentence() -> None:
    found = verdict(WINDOWS, read(TOUCHED, TOUCHED, DENIED, TOUCHED, DENIED), NEAR)
    assert found.state is PointState.CONTRADICTED
    assert found.evidence == WINDOWS[2]


def test_a_sentence_that_the_next_one_takes_back_earns_less_than_one_that_stands() -> None:
    stands = verdict(WINDOWS, read(SAID, TOUCHED, TOUCHED, SAID, TOUCHED), NEAR)
    taken_back = verdict(WINDOWS, read(SAID, TOUCHED, TOUCHED, DENIED, TOUCHED), NEAR)
    assert taken_back.credit < stands.credit - 0.2


def test_the_opposite_of_a_neighbour_that_does_not_hold_the_sentence_is_no_taking_back() -> None:
    at = FEATURES.index("opposite around what says it")
    near, far = read(SAID, TOUCHED, TOUCHED, DENIED, TOUCHED), read(SAID, TOUCHED, TOUCHED, TOUCHED, DENIED)
    assert features(WINDOWS, near, NEAR)[at] > features(WINDOWS, far, NEAR)[at]


def test_without_a_window_nothing_is_met() -> None:
    assert verdict([], read().reshape(0, 3), NEAR).state is PointState.NOT_MET


def test_an_answer_of_one_sentence_is_judged_by_it() -> None:
    assert verdict(WINDOWS[:1], read(SAID), NEAR).evidence == WINDOWS[0]


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=5, max_size=5))
def test_probabilities_sum_to_one_and_the_credit_is_what_they_promise(rows: list[tuple[float, float, float]]) -> None:
    found = verdict(WINDOWS, read(*rows), NEAR)
    assert sum(found.probabilities) == pytest.approx(1)
    assert found.credit == pytest.approx(float(np.array(found.probabilities) @ CREDITS))
    assert found.sure == pytest.approx(max(found.probabilities))
    best = STATES[int(np.argmax(found.probabilities))]
    assert found.state in {best, PointState.UNSURE}


def test_what_is_not_clear_enough_is_unsure() -> None:
    least = WEIGHTS.unsure
    for share in np.linspace(0.02, 0.98, 40):
        found = verdict(WINDOWS, read(*[(share, 0.01, 0.99 - share)] * 5), NEAR)
        assert (found.state is PointState.UNSURE) == (found.sure < least)


def test_log_odds_of_certainty_are_finite() -> None:
    assert np.isfinite(logit(np.array([0.0, 0.5, 1.0]))).all()
