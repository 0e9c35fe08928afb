import numpy as np


def the_weights_are_found_again(code, expect):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3000, 2))
    y = (rng.random(3000) < 1 / (1 + np.exp(-(2 * X[:, 0] - X[:, 1] + 0.5)))).astype(int)
    w, b = code.fit_logistic(X, y, 0.5, 0.0, 800)
    expect.close([*w, b], [2.0, -1.0, 0.5], 0.3)


def only_the_bias_can_learn(code, expect):
    w, b = code.fit_logistic(np.zeros((4, 2)), np.array([1, 1, 1, 0]), 1.0, 0.0, 500)
    expect.close([*w, b], [0.0, 0.0, np.log(3)], 1e-3)


def large_scores_stay_finite_and_silent(code, expect):
    code.do("call", name="simplefilter", thing=code.make("importlib.import_module", "warnings"), args=["error"], kwargs={}, keep=False)
    w, b = code.fit_logistic(np.array([[-1000.0], [1000.0]]), np.array([0, 1]), 1.0, 0.0, 50)
    code.do("call", name="simplefilter", thing=code.make("importlib.import_module", "warnings"), args=["ignore"], kwargs={}, keep=False)
    expect.true(bool(np.isfinite(w).all()) and bool(np.isfinite(b)), "finite weights", (w, b))


def the_bias_is_not_penalized(code, expect):
    X, y = np.zeros((10, 1)), np.array([1] * 9 + [0])
    (_, free), (_, penalized) = (code.fit_logistic(X, y, 1.0, reg, 400) for reg in (0.0, 0.1))
    expect.close(free, penalized)


def the_penalty_shrinks_the_weights(code, expect):
    X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 1, 0, 1])
    (small, _), (large, _) = (code.fit_logistic(X, y, 0.1, reg, 500) for reg in (1.0, 0.0))
    expect.true(bool(abs(small[0]) < 0.8 * abs(large[0])), "a smaller weight with a penalty", (small, large))
