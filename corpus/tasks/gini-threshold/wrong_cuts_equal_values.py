def best_threshold(values, labels):
    n, positives = len(values), sum(labels)

    def gini(count, total):
        share = count / total
        return 2 * share * (1 - share)

    rows = sorted(zip(values, labels))
    parent, best, left = gini(positives, n), None, 0
    for i in range(1, n):
        left += rows[i - 1][1]
        low, high = rows[i - 1][0], rows[i][0]
        gain = parent - (i * gini(left, i) + (n - i) * gini(positives - left, n - i)) / n
        if gain > 1e-12 and (best is None or gain > best[1]):
            best = ((low + high) / 2, gain)
    return best
