import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.reading.excerpts import chosen

LENGTHS = st.lists(st.integers(1, 60), min_size=1, max_size=30)


def test_a_short_answer_is_read_whole() -> None:
    assert chosen([20, 30, 40], np.zeros(3, dtype=np.float32), most=90) == [0, 1, 2]


def test_of_a_long_one_the_nearest_sentence_is_read_with_its_neighbours() -> None:
    similarity = np.array([0.1, 0.2, 0.1, 0.9, 0.1, 0.2, 0.3], dtype=np.float32)
    assert chosen([20] * 7, similarity, most=60) == [2, 3, 4]


def test_a_nearest_sentence_that_is_too_long_is_read_alone() -> None:
    assert chosen([5, 500, 5], np.array([0, 1, 0], dtype=np.float32), most=60) == [1]


@given(LENGTHS, st.integers(10, 200), st.integers(0, 9))
def test_it_is_within_bounds_in_order_and_holds_the_nearest(lengths: list[int], most: int, seed: int) -> None:
    similarity = np.random.default_rng(seed).random(len(lengths)).astype(np.float32)
    found = chosen(lengths, similarity, most)
    assert found == sorted(set(found))
    assert int(similarity.argmax()) in found
    assert len(found) == 1 or sum(lengths[each] for each in found) <= most
