import numpy as np


def separate_classes_are_told_apart(code, expect):
    X = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
    y, groups = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2])
    expect.true(code.evaluate(X, y, groups, 3) > 0.3, "a score above 0.3")


def the_arrays_stay_as_they_are(code, expect):
    X = np.array([[0.0], [0.1], [5.0], [5.1]])
    kept = code.keep(X)
    code.evaluate(kept, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 2)
    expect.equal(code.show(kept), X)
