"""How vectors and words make one score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.index.fuse import NAMED, TOO_FAR, SearchSettings, agreement, closeness, fuse, order, weight_of_words


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


def test_vectors_bear_out_words_that_name_the_nearest_passage():
    assert agreement(_floats(0.7, 0.3), _floats(0.5, 0.0)) == pytest.approx(1.0)


def test_words_that_name_what_is_far_away_are_not_borne_out():
    assert agreement(_floats(0.7, 0.7 - TOO_FAR), _floats(0.0, 0.5)) == pytest.approx(0.0, abs=1e-6)
    assert agreement(_floats(0.7, -0.7), _floats(0.0, 0.5)) == 0.0
    assert agreement(_floats(0.7, 0.7 - TOO_FAR / 2), _floats(0.0, 0.5)) == pytest.approx(0.5, abs=1e-6)


def test_what_is_named_more_plainly_has_more_of_a_say():
    assert agreement(_floats(0.7, 0.1), _floats(0.3, 0.1)) == pytest.approx(0.75)


def test_passages_without_a_word_and_those_past_the_first_named_have_no_say():
    near = _floats(*[0.7] * NAMED, *[-0.5] * 20)
    assert agreement(near, _floats(*[0.4] * NAMED, *[0.3] * 20)) == pytest.approx(1.0)
    assert agreement(near, _floats(0.4, *[0.0] * (NAMED + 19))) == pytest.approx(1.0)


def test_where_no_passage_holds_a_word_nothing_is_borne_out():
    assert agreement(_floats(0.7, 0.1), _floats(0.0, 0.0)) == 0.0


def test_words_weigh_all_where_vectors_bear_them_out_and_a_part_where_not():
    settings = SearchSettings(word_weight=2.0, lone_words=0.25)
    assert [weight_of_words(agreed, settings) for agreed in (0.0, 0.5, 1.0)] == [0.5, 1.25, 2.0]
    assert weight_of_words(0.1, SearchSettings(word_weight=2.0, lone_words=1.0)) == 2.0


@pytest.mark.parametrize("count", [1, 2, 3, 10])
def test_ties_are_broken_by_row_however_many_are_wanted(count):
    scores, rows = _floats(0.5, 0.9, 0.5, 0.5), np.array([7, 1, 3, 5])
    assert order(scores, rows, count).tolist() == [1, 2, 3, 0][:count]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 50))
def test_the_best_are_the_head_of_all_in_order(scores, count):
    rows = np.arange(len(scores))
    expected = sorted(rows.tolist(), key=lambda row: (-scores[row], row))[:count]
    assert order(_floats(*scores), rows, count).tolist() == expected
