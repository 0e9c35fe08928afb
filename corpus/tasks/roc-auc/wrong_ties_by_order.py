def roc_auc(truth, scores):
    positives = sum(truth)
    negatives = len(truth) - positives
    if not positives or not negatives:
        raise ValueError("both classes are needed")
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks = sum(rank for rank, i in enumerate(order, start=1) if truth[i])
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)
