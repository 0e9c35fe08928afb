from math import log2


def ndcg_at_k(ranking, gains, k):
    def dcg(values):
        return sum(value / max(log2(place), 0.5) for place, value in enumerate(values, start=1))

    best = dcg(sorted(gains.values(), reverse=True)[:k])
    return dcg([gains.get(item, 0.0) for item in ranking[:k]]) / best if best else 0.0
