import numpy as np


def a_known_result(code, expect):
    expect.close(code.softmax(np.array([1.0, 2.0, 3.0])), [0.09003057, 0.24472847, 0.66524096], 1e-7)


def large_scores_do_not_overflow(code, expect):
    expect.close(code.softmax(np.array([1000.0, 1000.0])), [0.5, 0.5])


def each_row_has_its_own_maximum(code, expect):
    weights = code.softmax(np.array([[1000.0, 1000.0], [-1000.0, -1000.0]]))
    expect.close(weights[:, 0], weights[:, 1])


def a_shift_changes_nothing(code, expect):
    x = np.random.default_rng(0).normal(size=4)
    expect.close(code.softmax(x + 800.0), np.exp(x) / np.exp(x).sum())


def any_shape_is_taken(code, expect):
    x = np.random.default_rng(1).normal(size=(2, 3, 3))
    expect.close(code.softmax(x).sum(axis=-1), np.ones((2, 3)))


def the_input_stays_as_it_is(code, expect):
    kept = code.keep(np.ones((2, 2)))
    code.softmax(kept)
    expect.equal(code.show(kept), np.ones((2, 2)))
