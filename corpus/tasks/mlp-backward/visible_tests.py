import numpy as np


def a_network_of_zeros_knows_nothing(code, expect):
    p = {"W1": np.zeros((2, 3)), "b1": np.zeros(3), "W2": np.zeros((3, 4)), "b2": np.zeros(4)}
    loss, _ = code.loss_and_grads(p, np.ones((5, 2)), np.array([0, 1, 2, 3, 0]))
    expect.close(loss, np.log(4))


def every_weight_has_a_gradient(code, expect):
    p = {"W1": np.ones((2, 3)), "b1": np.zeros(3), "W2": np.ones((3, 2)), "b2": np.zeros(2)}
    _, grads = code.loss_and_grads(p, np.ones((4, 2)), np.array([0, 1, 1, 0]))
    expect.equal({name: grad.shape for name, grad in grads.items()}, {name: a.shape for name, a in p.items()})
