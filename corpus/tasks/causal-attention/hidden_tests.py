import numpy as np


def equal_scores_take_the_mean_of_the_values(code, expect):
    q, k, v = np.zeros((2, 4)), np.zeros((3, 4)), np.array([[0.0], [3.0], [6.0]])
    expect.close(code.attention(q, k, v), [[3.0], [3.0]])


def scores_are_scaled_by_the_root_of_the_width(code, expect):
    rng = np.random.default_rng(2)
    q, k, v = rng.normal(size=(1, 16)), rng.normal(size=(5, 16)), np.eye(5)
    want = np.exp(q @ k.T / 4)
    expect.close(code.attention(q, k, v), want / want.sum())


def each_position_sees_its_past(code, expect):
    x, v = np.zeros((3, 4)), np.array([[1.0], [3.0], [5.0]])
    expect.close(code.attention(x, x, v, True), [[1.0], [2.0], [3.0]])


def later_tokens_change_nothing(code, expect):
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(2, 3, 5, 8)) for _ in range(3))
    out = code.attention(q, k, v, True)
    k[..., 4, :] += 5.0
    v[..., 4, :] -= 5.0
    expect.close(code.attention(q, k, v, True)[..., :4, :], out[..., :4, :])


def a_cache_gives_the_same(code, expect):
    rng = np.random.default_rng(1)
    q, k, v = (rng.normal(size=(6, 4)) for _ in range(3))
    whole = code.attention(q, k, v, True)
    expect.close(code.attention(q[-1:], k, v, True), whole[-1:])
    expect.close(code.attention(q[-2:], k, v, True), whole[-2:])


def large_scores_stay_finite(code, expect):
    q = np.full((2, 64), 100.0)
    expect.close(code.attention(q, q, np.ones((2, 3))), np.ones((2, 3)))
