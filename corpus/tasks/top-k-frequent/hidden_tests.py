import random


def ties_are_in_alphabetical_order(code, expect):
    expect.equal(code.top_k_frequent(["b", "a", "d", "c"], 2), [("a", 1), ("b", 1)])
    expect.equal(code.top_k_frequent(["aa", "a", "aa", "a", "b"], 2), [("a", 2), ("aa", 2)])


def nothing_gives_nothing(code, expect):
    expect.equal(code.top_k_frequent([], 3), [])
    expect.equal(code.top_k_frequent(["a"], 0), [])


def a_stream_is_read_once(code, expect):
    expect.equal(code.top_k_frequent(code.stream("zzzyyxxxx"), 2), [("x", 4), ("z", 3)])


def agrees_with_sorting(code, expect):
    rng = random.Random(0)
    words = [rng.choice("abcdefghij") for _ in range(60)]
    counts = {word: words.count(word) for word in words}
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for k in (1, 3, 20):
        expect.equal(code.top_k_frequent(words, k), ordered[:k])


def growth(code, n):
    rng = random.Random(n)
    words = code.keep([str(rng.randrange(n)) for _ in range(n)])
    return lambda: code.top_k_frequent(words, 5)
