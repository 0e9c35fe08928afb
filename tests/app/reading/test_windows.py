import numpy as np

from app.reading.windows import candidates, windows_of

SENTENCES = [(0, 10), (11, 20), (21, 30), (31, 40)]


def test_every_sentence_is_a_window_and_every_two_neighbours_are_one() -> None:
    windows = windows_of(SENTENCES)
    assert [(window.start, window.end) for window in windows] == [*SENTENCES, (0, 20), (11, 30), (21, 40)]
    assert [window.is_single for window in windows] == [True] * 4 + [False] * 3


def test_an_answer_of_one_sentence_has_one_window_and_an_empty_one_none() -> None:
    assert len(windows_of(SENTENCES[:1])) == 1
    assert windows_of([]) == []


def test_the_nearest_sentences_are_read_alone_and_the_nearest_one_with_each_neighbour() -> None:
    chosen = candidates(windows_of(SENTENCES), np.array([0.1, 0.9, 0.2, 0.5], dtype=np.float32), best=2)
    assert [(window.first, window.last) for window in chosen] == [(1, 1), (3, 3), (0, 1), (1, 2)]


def test_with_as_many_sentences_as_may_be_read_none_is_left_out() -> None:
    chosen = candidates(windows_of(SENTENCES), np.zeros(4, dtype=np.float32), best=4)
    assert sum(window.is_single for window in chosen) == 4
