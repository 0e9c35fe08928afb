from math import log2


def ndcg_at_k(ranking, gains, k):
    def dcg(values):
        return sum(value / log2(place + 1) for place, value in enumerate(values, start=1))

    best = dcg(sorted(gains.values(), reverse=True)[:k])
    return dcg([gains.get(item, 0.0) for item in ranking[:k]]) / best
