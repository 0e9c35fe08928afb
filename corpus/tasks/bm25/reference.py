import heapq
from collections import Counter, defaultdict
from math import log


class BM25:
    def __init__(self, documents, k1=1.2, b=0.75):
        self.n = len(documents)
        self.postings = defaultdict(list)  # term -> [(document, tf part)]
        mean = sum(map(len, documents)) / self.n if self.n else 0.0
        for number, tokens in enumerate(documents):
            for term, f in Counter(tokens).items():
                norm = k1 * (1 - b + b * len(tokens) / mean)
                self.postings[term].append((number, f * (k1 + 1) / (f + norm)))

    def search(self, query, k):
        scores = defaultdict(float)
        for term in query:
            found = self.postings.get(term, ())
            idf = log(1 + (self.n - len(found) + 0.5) / (len(found) + 0.5))
            for number, part in found:
                scores[number] += idf * part
        return heapq.nsmallest(k, scores.items(), key=lambda item: (-item[1], item[0]))
