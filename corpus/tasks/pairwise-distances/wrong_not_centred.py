import numpy as np


def pairwise_distances(x, c):
    squares = (x**2).sum(axis=1)[:, None] - 2 * x @ c.T + (c**2).sum(axis=1)[None, :]
    return np.sqrt(np.maximum(squares, 0.0))
