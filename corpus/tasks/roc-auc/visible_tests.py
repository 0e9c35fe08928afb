def three_of_four_pairs(code, expect):
    expect.close(code.roc_auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 0.75)


def best_and_worst(code, expect):
    expect.close([code.roc_auc([1, 0], [2.0, 1.0]), code.roc_auc([0, 1], [2.0, 1.0])], [1.0, 0.0])
