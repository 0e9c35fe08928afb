import numpy as np


def numeric(code, p, X, labels, name, at):
    losses = []
    for sign in (1, -1):
        moved = {key: array.copy() for key, array in p.items()}
        moved[name][at] += sign * 1e-5
        losses.append(code.loss_and_grads(moved, X, labels)[0])
    return (losses[0] - losses[1]) / 2e-5


def network():
    rng = np.random.default_rng(1)
    p = {"W1": rng.normal(size=(4, 5)), "b1": rng.normal(size=5), "W2": rng.normal(size=(5, 3)), "b2": rng.normal(size=3)}
    return p, rng.normal(size=(9, 4)), rng.integers(0, 3, 9)


def the_gradient_of_the_bias_by_hand(code, expect):
    p = {"W1": np.zeros((2, 3)), "b1": np.zeros(3), "W2": np.zeros((3, 4)), "b2": np.zeros(4)}
    _, grads = code.loss_and_grads(p, np.ones((5, 2)), np.array([0, 1, 2, 3, 0]))
    expect.close(grads["b2"], [0.25 - 0.4, 0.05, 0.05, 0.05])


def the_last_weights_have_the_right_gradient(code, expect):
    p, X, labels = network()
    _, grads = code.loss_and_grads(p, X, labels)
    for at in ((0, 0), (1, 2), (4, 1), (3, 0)):
        expect.close(grads["W2"][at], numeric(code, p, X, labels, "W2", at), 1e-6)


def the_first_weights_have_the_right_gradient(code, expect):
    p, X, labels = network()
    _, grads = code.loss_and_grads(p, X, labels)
    for name, at in (("W1", (0, 0)), ("W1", (3, 2)), ("W1", (1, 4)), ("b1", (2,))):
        expect.close(grads[name][at], numeric(code, p, X, labels, name, at), 1e-6)


def dead_units_pass_nothing_back(code, expect):
    p = {"W1": np.ones((2, 3)), "b1": np.full(3, -100.0), "W2": np.ones((3, 2)) * [1.0, -1.0], "b2": np.zeros(2)}
    _, grads = code.loss_and_grads(p, np.ones((4, 2)), np.array([0, 0, 0, 1]))
    expect.close(grads["W1"], np.zeros((2, 3)))


def large_logits_stay_finite(code, expect):
    p = {"W1": np.eye(2) * 1000, "b1": np.zeros(2), "W2": np.eye(2), "b2": np.zeros(2)}
    loss, _ = code.loss_and_grads(p, np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 0]))
    expect.close(loss, 500.0, 1e-6)


def the_weights_stay_as_they_are(code, expect):
    p, X, labels = network()
    kept = code.keep(p)
    code.loss_and_grads(kept, X, labels)
    expect.equal(code.show(kept), p)
