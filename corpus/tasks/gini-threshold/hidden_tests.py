import random


def gini(part):
    share = sum(part) / len(part)
    return 2 * share * (1 - share)


def slowly(values, labels):
    gains = []
    cuts = sorted(set(values))
    for low in cuts[:-1]:
        left = [label for value, label in zip(values, labels, strict=True) if value <= low]
        right = [label for value, label in zip(values, labels, strict=True) if value > low]
        gains.append(gini(labels) - (len(left) * gini(left) + len(right) * gini(right)) / len(labels))
    return max(gains, default=0.0)


def no_cut_gives_none(code, expect):
    expect.equal(code.best_threshold([1.0, 2.0, 3.0], [1, 1, 1]), None)
    expect.equal(code.best_threshold([1.0, 1.0], [0, 1]), None)
    expect.equal(code.best_threshold([1.0, 2.0, 1.0, 2.0], [0, 0, 1, 1]), None)


def equal_values_are_not_cut_apart(code, expect):
    expect.close(code.best_threshold([3.0, 1.0, 2.0, 2.0], [1, 0, 0, 1])[1], slowly([3.0, 1.0, 2.0, 2.0], [1, 0, 0, 1]))


def agrees_with_trying_all_cuts(code, expect):
    rng = random.Random(0)
    for _ in range(30):
        values = [rng.randint(0, 6) for _ in range(12)]
        labels = [rng.randint(0, 1) for _ in range(12)]
        found = code.best_threshold(values, labels)
        expect.close(0.0 if found is None else found[1], slowly(values, labels), 1e-9)
        expect.equal(found is None, slowly(values, labels) <= 1e-9)


def growth(code, n):
    rng = random.Random(n)
    values, labels = code.keep([rng.random() for _ in range(n)]), code.keep([rng.randint(0, 1) for _ in range(n)])
    return lambda: code.best_threshold(values, labels)
