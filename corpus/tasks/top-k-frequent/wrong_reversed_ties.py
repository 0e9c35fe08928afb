from collections import Counter


def top_k_frequent(words, k):
    counts = Counter(words)
    return sorted(counts.items(), key=lambda item: (item[1], item[0]), reverse=True)[:k]
