import numpy as np


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def fit_logistic(X, y, rate=0.1, reg=0.0, steps=2000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        error = sigmoid(X @ w + b) - y
        w = w - rate * (X.T @ error / len(y))
        b = b - rate * float(error.mean())
    return w, b
