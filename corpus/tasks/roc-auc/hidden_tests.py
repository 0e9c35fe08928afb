import random


def a_tied_pair_counts_half(code, expect):
    expect.close(code.roc_auc([1, 0], [0.5, 0.5]), 0.5)
    expect.close(code.roc_auc([1, 0, 1, 0], [0.5] * 4), 0.5)


def tied_scores_do_not_depend_on_the_order(code, expect):
    expect.close(code.roc_auc([1, 0, 0], [0.5, 0.5, 0.1]), 0.75)
    expect.close(code.roc_auc([0, 0, 1], [0.5, 0.1, 0.5]), 0.75)


def one_class_alone_raises(code, expect):
    for truth in ([1, 1], [0, 0], []):
        expect.raises("ValueError", code.roc_auc, truth, [0.1] * len(truth))


def agrees_with_counting_pairs(code, expect):
    rng = random.Random(0)
    for _ in range(20):
        truth = [rng.randint(0, 1) for _ in range(30)] + [0, 1]
        scores = [rng.random() for _ in range(32)]
        pos = [s for s, t in zip(scores, truth, strict=True) if t]
        neg = [s for s, t in zip(scores, truth, strict=True) if not t]
        expect.close(code.roc_auc(truth, scores), sum(p > n for p in pos for n in neg) / (len(pos) * len(neg)), 1e-12)


def growth(code, n):
    rng = random.Random(n)
    truth, scores = code.keep([i % 2 for i in range(n)]), code.keep([rng.random() for _ in range(n)])
    return lambda: code.roc_auc(truth, scores)
