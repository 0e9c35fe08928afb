import numpy as np


def the_score_is_the_share_of_the_test_rows(code, expect):
    X = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
    y, groups = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2])
    expect.close(code.evaluate(X, y, groups, 3), 1.0)


def rows_of_a_group_stay_together(code, expect):
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(40), 5)
    y = rng.integers(0, 2, 40)[groups]
    X = rng.normal(size=(40, 60))[groups] + 0.01 * rng.normal(size=(200, 60))
    expect.true(code.evaluate(X, y, groups) < 0.65, "chance: the labels are random for each group")


def random_labels_give_chance(code, expect):
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(200, 80)), rng.integers(0, 2, 200)
    expect.true(code.evaluate(X, y, np.arange(200) // 5) < 0.62, "chance: the labels are random")


def each_column_has_its_own_scale(code, expect):
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, 600)
    X = np.column_stack([y + 0.3 * rng.normal(size=600), 1000 * rng.normal(size=600)])
    expect.true(code.evaluate(X, y, np.arange(600)) > 0.9, "above 0.9: one column tells the classes apart")


def a_constant_column_does_no_harm(code, expect):
    X = np.array([[1.0, 7.0], [2.0, 7.0], [11.0, 7.0], [12.0, 7.0]])
    expect.close(code.evaluate(X, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 2), 1.0)


def folds_without_rows_are_left_out(code, expect):
    X = np.array([[0.0], [0.1], [5.0], [5.1]])
    expect.close(code.evaluate(X, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 5), 1.0)
