def precision_recall_f1(truth, predicted):
    if len(truth) != len(predicted):
        raise ValueError("different lengths")
    positives = [i for i, t in enumerate(truth) if t]
    found = [i for i, p in enumerate(predicted) if p]
    hits = [i for i in found if i in positives]
    precision = len(hits) / len(found) if found else 0.0
    recall = len(hits) / len(positives) if positives else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return precision, recall, f1
