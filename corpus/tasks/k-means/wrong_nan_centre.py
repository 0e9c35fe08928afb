import numpy as np


def k_means(points, k, max_steps=100, tolerance=1e-4, seed=0):
    points = np.asarray(points, dtype=float)
    if not 1 <= k <= len(points):
        raise ValueError(f"k must be between 1 and {len(points)}, got {k}")
    rng = np.random.default_rng(seed)
    centres, nearest = points[[rng.integers(len(points))]], np.full(len(points), np.inf)
    while len(centres) < k:  # k-means++: far points are likely to become the next centre
        nearest = np.minimum(nearest, ((points - centres[-1]) ** 2).sum(axis=1))
        weights = nearest / nearest.sum() if nearest.sum() > 0 else None
        centres = np.vstack([centres, points[rng.choice(len(points), p=weights)]])

    def squares(centres):
        expanded = (points**2).sum(axis=1)[:, None] - 2 * points @ centres.T + (centres**2).sum(axis=1)
        return np.maximum(expanded, 0.0)

    for _ in range(max_steps):
        distances = squares(centres)
        labels = distances.argmin(axis=1)
        farthest = iter(np.argsort(distances.min(axis=1))[::-1])
        moved = np.array(
            [points[labels == j].mean(axis=0)  for j in range(k)]
        )
        shift = np.abs(moved - centres).max()
        centres = moved
        if shift <= tolerance:
            break
    return centres, squares(centres).argmin(axis=1)
