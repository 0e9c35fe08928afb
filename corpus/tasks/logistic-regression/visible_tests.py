import numpy as np


def the_weight_points_to_the_ones(code, expect):
    w, b = code.fit_logistic(np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1]), 0.1, 0.1, 300)
    expect.true(w.shape == (1,) and bool(w[0] > 0), "one positive weight", w)


def balanced_data_need_no_bias(code, expect):
    _, b = code.fit_logistic(np.array([[0.0], [0.0]]), np.array([0, 1]), 0.1, 0.0, 300)
    expect.true(abs(b) < 0.6, "a bias near 0", b)
