import numpy as np


def softmax(x):
    weights = np.exp(x)
    return weights / weights.sum(axis=-1, keepdims=True)
