import numpy as np


class LoRALinear:
    def __init__(self, W, rank, alpha, seed=0):
        rng = np.random.default_rng(seed)
        self.W = W
        self.scale = alpha / rank
        self.A = np.zeros((W.shape[0], rank))
        self.B = np.zeros((rank, W.shape[1]))

    def forward(self, X):
        return X @ self.W + self.scale * (X @ self.A) @ self.B

    def gradients(self, X, dY):
        return self.scale * X.T @ (dY @ self.B.T), self.scale * (X @ self.A).T @ dY

    def merged(self):
        return self.W + self.scale * self.A @ self.B
