import numpy as np


def the_mean_is_over_the_labels_that_count(code, expect):
    loss, _ = code.masked_cross_entropy(np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 0.0]]), np.array([0, -100, 1]))
    expect.close(loss, np.log(2))


def ignored_positions_have_no_gradient(code, expect):
    _, grad = code.masked_cross_entropy(np.arange(12.0).reshape(3, 4), np.array([1, -100, 3]))
    expect.equal(grad[1], np.zeros(4))


def large_logits_stay_finite(code, expect):
    loss, grad = code.masked_cross_entropy(np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([0, 0]))
    expect.close(loss, 500.0)
    expect.true(bool(np.isfinite(grad).all()), "a finite gradient", grad)


def nothing_counts_nothing_is_lost(code, expect):
    loss, grad = code.masked_cross_entropy(np.ones((2, 3)), np.array([-100, -100]))
    expect.close(loss, 0.0)
    expect.equal(grad, np.zeros((2, 3)))


def the_gradient_is_that_of_the_loss(code, expect):
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(4, 3)), np.array([0, 2, 1, 1])
    _, grad = code.masked_cross_entropy(logits, labels)
    for at in np.ndindex(4, 3):
        step = np.zeros((4, 3))
        step[at] = 1e-5
        up, down = (code.masked_cross_entropy(logits + sign * step, labels)[0] for sign in (1, -1))
        expect.close(grad[at], (up - down) / 2e-5, 1e-7)
