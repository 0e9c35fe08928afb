from collections import Counter


def top_k_frequent(words, k):
    return Counter(words).most_common(k)
