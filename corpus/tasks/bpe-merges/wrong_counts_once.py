from collections import Counter


def learn_bpe(words, merges):
    pairs = Counter()
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            pairs[pair] += count
    ordered = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    return ordered[:merges]
