from collections import Counter


def merge(symbols, pair):
    out, i = [], 0
    while i < len(symbols):
        if symbols[i : i + 2] == pair:
            out.append(pair[0] + pair[1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return tuple(out)


def learn_bpe(words, merges):
    split = {tuple(word): count for word, count in words.items()}
    learned = []
    for _ in range(merges):
        pairs = Counter()
        for symbols, count in split.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learned.append(best)
        split = {merge(symbols, best): count for symbols, count in split.items()}
    return learned
