import heapq
from collections import Counter


def top_k_frequent(words, k):
    # nsmallest keeps a heap of k entries: the key puts high counts first and breaks ties by the word
    return heapq.nsmallest(k, Counter(words).items(), key=lambda item: (-item[1], item[0]))
