import numpy as np


def attention(q, k, v, causal=False):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    n, m = scores.shape[-2:]
    if causal:
        allowed = np.arange(m)[None, :] <= np.arange(n)[:, None]
        scores = np.where(allowed, scores, -1e30)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True) @ v
