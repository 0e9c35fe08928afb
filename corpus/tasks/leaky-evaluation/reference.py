import numpy as np


def evaluate(X, y, groups, folds=5):
    fold = np.unique(groups, return_inverse=True)[1] % folds
    scores = []
    for f in range(folds):
        test = fold == f
        if not test.any():
            continue
        mean, spread = X[~test].mean(axis=0), X[~test].std(axis=0)
        Z = (X - mean) / np.where(spread > 0, spread, 1.0)
        centres = [Z[~test & (y == c)].mean(axis=0) for c in (0, 1)]
        distance = [np.linalg.norm(Z[test] - centre, axis=1) for centre in centres]
        scores.append((np.argmin(distance, axis=0) == y[test]).mean())
    return float(np.mean(scores))
