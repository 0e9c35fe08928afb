import numpy as np


def pairwise_distances(x, c):
    shift = c.mean(axis=0)
    x, c = x - shift, c - shift
    squares = (x**2).sum(axis=1)[:, None] - 2 * x @ c.T + (c**2).sum(axis=1)[None, :]
    return np.sqrt(squares)
