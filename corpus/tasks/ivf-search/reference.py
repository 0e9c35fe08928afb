import numpy as np


class IVFIndex:
    def __init__(self, vectors, centres):
        self.vectors, self.centres = vectors, centres
        scores = (centres**2).sum(axis=1)[None, :] - 2 * vectors @ centres.T  # ||x||^2 changes no order
        owner = scores.argmin(axis=1)
        order = np.argsort(owner, kind="stable")
        borders = np.searchsorted(owner[order], np.arange(len(centres) + 1))
        self.lists = [order[a:b] for a, b in zip(borders, borders[1:])]

    def search(self, query, k, nprobe):
        nearest = np.argsort(((self.centres - query) ** 2).sum(axis=1), kind="stable")[:nprobe]
        candidates = np.sort(np.concatenate([self.lists[i] for i in nearest]))
        distance = ((self.vectors[candidates] - query) ** 2).sum(axis=1)
        return candidates[np.argsort(distance, kind="stable")[:k]].tolist()
