import numpy as np


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def bce_with_logits(z, y):
    p = np.clip(sigmoid(z), 1e-12, 1 - 1e-12)
    loss = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return float(loss.mean()), (sigmoid(z) - y) / z.size
