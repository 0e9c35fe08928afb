import numpy as np


def even_logits_cost_the_logarithm(code, expect):
    loss, grad = code.masked_cross_entropy(np.zeros((2, 4)), np.array([1, 3]))
    expect.close(loss, np.log(4))
    expect.equal(grad.shape, (2, 4))


def the_logits_stay_as_they_are(code, expect):
    kept = code.keep(np.ones((2, 3)))
    code.masked_cross_entropy(kept, np.array([0, 1]))
    expect.equal(code.show(kept), np.ones((2, 3)))
