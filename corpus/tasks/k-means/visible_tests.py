import numpy as np


def two_clusters_are_told_apart(code, expect):
    points = np.array([[0.0, 0.0], [10.0, 10.0], [0.0, 1.0], [10.0, 11.0]])
    centres, labels = code.k_means(points, 2)
    expect.close(sorted(centres[:, 0].tolist()), [0.0, 10.0])
    expect.equal((labels[0] == labels[2], labels[1] == labels[3], labels[0] == labels[1]), (True, True, False))


def as_many_clusters_as_points(code, expect):
    centres, labels = code.k_means(np.array([[1.0], [2.0], [3.0]]), 3)
    expect.close(sorted(centres[:, 0].tolist()), [1.0, 2.0, 3.0])
    expect.equal(sorted(labels.tolist()), [0, 1, 2])
