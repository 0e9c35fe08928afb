import numpy as np


def an_even_guess_costs_the_logarithm_of_two(code, expect):
    loss, grad = code.bce_with_logits(np.array([0.0, 0.0]), np.array([1.0, 0.0]))
    expect.close(loss, np.log(2))


def the_gradient_has_the_shape_of_the_logits(code, expect):
    expect.equal(code.bce_with_logits(np.zeros(3), np.ones(3))[1].shape, (3,))
