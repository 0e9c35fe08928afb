import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def fit_logistic(X, y, rate=0.1, reg=0.0, steps=2000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        error = sigmoid(X @ w + b) - y
        w = w - rate * (X.T @ error / len(y) + reg * w)
        b = b - rate * float(error.mean())
    return w, b
