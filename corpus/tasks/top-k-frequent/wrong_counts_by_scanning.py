def top_k_frequent(words, k):
    words = list(words)
    counts = []
    for word in words:
        if word not in [seen for seen, _ in counts]:
            counts.append((word, words.count(word)))
    counts.sort(key=lambda item: (-item[1], item[0]))
    return counts[:k]
