import numpy as np


def thresholds_lie_halfway(code, expect):
    X, y = np.array([[1.0], [2.0], [8.0], [9.0]]), np.array([0, 0, 1, 1])
    expect.equal(code.fit_predict(X, y, np.array([[4.9], [5.1]])), np.array([0, 1]))


def a_split_without_gain_is_made(code, expect):
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    expect.equal(code.fit_predict(X, y, X, 2), y)


def equal_rows_make_a_leaf(code, expect):
    X, y = np.ones((5, 2)), np.array([0, 1, 1, 0, 1])
    expect.equal(code.fit_predict(X, y, X, 50), np.ones(5))


def three_classes_are_told_apart(code, expect):
    X = np.random.default_rng(0).uniform(-1, 1, size=(300, 3))
    y = np.where(X[:, 0] > 0.2, 2, np.where(X[:, 1] > 0.0, 1, 0))
    expect.true(bool((code.fit_predict(X, y, X, 2) == y).all()), "all 300 rows right")


def no_depth_gives_the_majority(code, expect):
    X, y = np.arange(5.0)[:, None], np.array([0, 0, 1, 1, 1])
    expect.equal(code.fit_predict(X, y, X, 0), np.ones(5))


def small_leaves_are_not_made(code, expect):
    X, y = np.arange(10.0)[:, None], np.array([1] + [0] * 9)
    expect.equal(code.fit_predict(X, y, X, 5, 3), np.zeros(10))
    expect.equal(code.fit_predict(X, y, X, 5, 1), y)


def neighbouring_numbers_are_told_apart(code, expect):
    X = np.array([[np.nextafter(1.0, 2.0)], [np.nextafter(np.nextafter(1.0, 2.0), 2.0)]])
    expect.equal(code.fit_predict(X, np.array([0, 1]), X), np.array([0, 1]))
