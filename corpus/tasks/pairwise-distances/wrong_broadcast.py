import numpy as np


def pairwise_distances(x, c):
    return np.sqrt(((x[:, None, :] - c[None, :, :]) ** 2).sum(axis=2))
