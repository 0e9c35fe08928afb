import numpy as np


def masked_cross_entropy(logits, labels, ignore=-100):
    keep = np.flatnonzero(labels != ignore)
    grad = np.zeros(logits.shape)
    if not len(keep):
        return 0.0, grad
    shifted = logits[keep]
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(keep))
    signal = np.exp(log_p)
    signal[rows, labels[keep]] -= 1
    grad[keep] = signal / len(keep)
    return float(-log_p[rows, labels[keep]].mean()), grad
