def best_threshold(values, labels):
    def gini(part):
        share = sum(part) / len(part)
        return 2 * share * (1 - share)

    best, n = None, len(values)
    places = sorted(set(values))
    for low, high in zip(places, places[1:]):
        left = [label for value, label in zip(values, labels) if value <= low]
        right = [label for value, label in zip(values, labels) if value > low]
        gain = gini(labels) - (len(left) * gini(left) + len(right) * gini(right)) / n
        if gain > 1e-12 and (best is None or gain > best[1]):
            best = ((low + high) / 2, gain)
    return best
