import numpy as np


def finds_the_near_ones(code, expect):
    vectors = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]])
    index = code.IVFIndex(vectors, np.array([[0.0, 0.5], [9.0, 8.5]]))
    expect.equal(index.search(np.array([0.0, 0.2]), 2, 1), [0, 1])


def two_probes_find_more(code, expect):
    vectors = np.array([[0.0, 0.0], [9.0, 9.0]])
    index = code.IVFIndex(vectors, np.array([[0.0, 0.5]]))
    expect.equal(index.search(np.array([0.0, 0.2]), 2, 1), [0, 1])
