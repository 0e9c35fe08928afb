import numpy as np


def one_direction_varies(code, expect):
    X = np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]])
    mean, components, variances = code.fit_pca(X, 1)
    expect.equal((mean.shape, components.shape, variances.shape), ((2,), (1, 2), (1,)))


def the_components_are_orthonormal(code, expect):
    _, components, _ = code.fit_pca(np.random.default_rng(0).normal(size=(50, 4)), 4)
    expect.close(components @ components.T, np.eye(4))
