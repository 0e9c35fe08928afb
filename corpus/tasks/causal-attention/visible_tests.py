import numpy as np


def the_output_has_the_shape_of_the_values(code, expect):
    expect.equal(code.attention(np.zeros((2, 4)), np.zeros((3, 4)), np.zeros((3, 5))).shape, (2, 5))


def one_key_gives_its_value(code, expect):
    expect.close(code.attention(np.ones((1, 4)), np.ones((1, 4)), np.array([[7.0]])), [[7.0]])
