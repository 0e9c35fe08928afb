import numpy as np


def two_classes_and_one_feature(code, expect):
    X, y = np.array([[1.0], [2.0], [8.0], [9.0]]), np.array([0, 0, 1, 1])
    expect.equal(code.fit_predict(X, y, np.array([[0.0], [99.0]])), np.array([0, 1]))


def one_class_is_always_predicted(code, expect):
    expect.equal(code.fit_predict(np.array([[1.0], [2.0]]), np.array([1, 1]), np.array([[5.0]])), np.array([1]))
