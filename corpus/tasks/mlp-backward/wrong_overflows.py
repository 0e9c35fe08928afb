import numpy as np


def loss_and_grads(p, X, labels):
    z1 = X @ p["W1"] + p["b1"]
    a1 = np.maximum(z1, 0)
    logits = a1 @ p["W2"] + p["b2"]
    shifted = logits
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    d_logits = np.exp(log_p)
    d_logits[rows, labels] -= 1
    d_logits /= len(labels)
    d_z1 = (d_logits @ p["W2"].T) * (z1 > 0)
    grads = {"W1": X.T @ d_z1, "b1": d_z1.sum(axis=0), "W2": a1.T @ d_logits, "b2": d_logits.sum(axis=0)}
    return float(-log_p[rows, labels].mean()), grads
