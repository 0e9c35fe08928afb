import numpy as np


def one_point_and_two(code, expect):
    expect.equal(code.pairwise_distances(np.zeros((1, 2)), np.array([[1.0, 0.0], [0.0, 0.0]])).shape, (1, 2))


def the_shape_is_n_by_m(code, expect):
    expect.equal(code.pairwise_distances(np.ones((4, 2)), np.ones((3, 2))).shape, (4, 3))
