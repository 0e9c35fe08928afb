import numpy as np


def data():
    return np.random.default_rng(1).normal(size=(200, 5)) @ np.random.default_rng(2).normal(size=(5, 5)) + 7


def the_mean_is_taken_off(code, expect):
    mean, components, _ = code.fit_pca(np.array([[1.0, 50.0], [2.0, 50.0], [3.0, 50.0]]), 1)
    expect.close(mean, [2.0, 50.0])
    expect.close(np.abs(components), [[1.0, 0.0]])


def the_components_decorrelate(code, expect):
    X = data()
    mean, components, _ = code.fit_pca(X, 3)
    spread = np.cov(((X - mean) @ components.T).T)
    expect.close(spread - np.diag(np.diag(spread)), np.zeros((3, 3)), 1e-6)


def the_variances_are_those_of_the_covariance(code, expect):
    X = data()
    expect.close(code.fit_pca(X, 3)[2], np.linalg.eigvalsh(np.cov(X.T))[::-1][:3], 1e-6)


def weak_directions_are_not_lost(code, expect):
    rng = np.random.default_rng(3)
    X = np.column_stack([1e9 * rng.normal(size=60), 1e-3 * rng.normal(size=60)]) @ np.array([[0.6, 0.8], [-0.8, 0.6]])
    variance = code.fit_pca(X, 2)[2][1]
    expect.true(bool(1e-8 < variance < 1e-4), "about 1e-6 for the weak direction", variance)


def the_largest_entry_is_positive(code, expect):
    for seed in range(6):
        X = np.random.default_rng(seed).normal(size=(30, 4))
        components = code.fit_pca(X, 3)[1]
        expect.true(bool((components[np.arange(3), np.abs(components).argmax(axis=1)] > 0).all()), "positive largest entries")


def a_k_out_of_range_raises(code, expect):
    for k in (0, 7):
        expect.raises("ValueError", code.fit_pca, np.random.default_rng(3).normal(size=(10, 6)), k)
