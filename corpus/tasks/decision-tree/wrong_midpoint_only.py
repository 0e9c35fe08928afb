import numpy as np


def best_split(X, y, classes, min_leaf):
    n, best = len(y), None
    for feature in range(X.shape[1]):
        order = np.argsort(X[:, feature], kind="stable")
        values = X[order, feature]
        left = np.eye(classes)[y[order]].cumsum(axis=0)
        right = left[-1] - left[:-1]
        left, sizes = left[:-1], np.arange(1, n)
        impurity = 1 - ((left**2).sum(axis=1) / sizes + (right**2).sum(axis=1) / (n - sizes)) / n
        allowed = (values[1:] > values[:-1]) & (sizes >= min_leaf) & (n - sizes >= min_leaf)
        if allowed.any():
            cut = int(np.where(allowed, impurity, np.inf).argmin())
            if best is None or impurity[cut] < best[0]:
                middle = (values[cut] + values[cut + 1]) / 2
                # between neighbouring floats the midpoint may be the upper one
                threshold = middle
                best = (impurity[cut], feature, threshold)
    return best


def grow(X, y, classes, depth, min_leaf):
    counts = np.bincount(y, minlength=classes)
    split = best_split(X, y, classes, min_leaf) if depth > 0 and counts.max() < len(y) else None
    if split is None:
        return counts / len(y)
    _, feature, threshold = split
    low = X[:, feature] <= threshold
    return (
        feature,
        threshold,
        grow(X[low], y[low], classes, depth - 1, min_leaf),
        grow(X[~low], y[~low], classes, depth - 1, min_leaf),
    )


def fit_predict(X, y, X_new, max_depth=5, min_leaf=1):
    tree = grow(X, y, int(y.max()) + 1, max_depth, min_leaf)

    def predict(row):
        node = tree
        while isinstance(node, tuple):
            feature, threshold, low, high = node
            node = low if row[feature] <= threshold else high
        return int(node.argmax())

    return np.array([predict(row) for row in X_new])
