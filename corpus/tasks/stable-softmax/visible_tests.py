import numpy as np


def equal_scores_share_evenly(code, expect):
    expect.close(code.softmax(np.array([2.0, 2.0])), [0.5, 0.5])


def the_weights_add_up_to_one(code, expect):
    expect.close(code.softmax(np.array([1.0, 2.0, 3.0])).sum(), 1.0)
