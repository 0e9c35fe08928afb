"""How vectors and words make one score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fuse import closeness, fuse, order


def _floats(*values):
    return np.array(values, dtype=np.float32)


def test_closeness_has_a_share_of_the_best_window_and_one_of_the_wide_window():
    best, wide = _floats(0.6, 0.4), _floats(0.2, 0.4)
    near = closeness(best, wide, 0.25)
    assert near.tolist() == pytest.approx([0.5, 0.4])
    assert near.dtype == np.float32
    assert closeness(best, wide, 0.0).tolist() == best.tolist()
    assert closeness(best, wide, 1.0).tolist() == wide.tolist()


def test_without_weight_words_do_not_count():
    assert fuse(_floats(0.5, 0.4), _floats(0.0, 1.0), 0.0).tolist() == pytest.approx([0.5, 0.4])


def test_words_that_are_nowhere_leave_the_order_of_the_vectors():
    fused = fuse(_floats(0.5, 0.4), _floats(0.01, 0.02), 0.85)
    assert fused[0] > fused[1]


def test_all_of_the_words_outweigh_a_small_lead():
    fused = fuse(_floats(0.5, 0.4), _floats(0.1, 0.8), 0.85)
    assert fused[1] > fused[0]


def test_fused_score_is_at_most_one():
    assert float(fuse(_floats(1.0), _floats(1.0), 0.85)[0]) == pytest.approx(1.0)


@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_ties_are_broken_by_row_however_many_are_wanted(count):
    scores, rows = _floats(0.5, 0.9, 0.5, 0.5), np.array([7, 1, 3, 5])
    assert order(scores, rows, count).tolist() == [1, 2, 3, 0][:count]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 50))
def test_the_best_are_the_head_of_all_in_order(scores, count):
    rows = np.arange(len(scores))
    expected = sorted(rows.tolist(), key=lambda row: (-scores[row], row))[:count]
    assert order(_floats(*scores), rows, count).tolist() == expected
