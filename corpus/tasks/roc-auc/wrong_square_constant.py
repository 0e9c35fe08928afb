def roc_auc(truth, scores):
    positives = sum(truth)
    negatives = len(truth) - positives
    if not positives or not negatives:
        raise ValueError("AUC needs both classes")
    rows = sorted(zip(scores, truth))
    rank_sum, start = 0.0, 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end][0] == rows[start][0]:
            end += 1
        average = (start + 1 + end) / 2  # ranks start + 1 .. end
        rank_sum += average * sum(label for _, label in rows[start:end])
        start = end
    return (rank_sum - positives * positives) / (positives * negatives)
