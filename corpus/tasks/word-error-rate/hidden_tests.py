import functools
import random


def an_empty_hypothesis_is_all_deletions(code, expect):
    expect.close(code.word_error_rate("a b", ""), 1.0)


def an_empty_reference_raises(code, expect):
    expect.raises("ValueError", code.word_error_rate, "", "word")


def errors_are_divided_by_the_reference(code, expect):
    expect.close(code.word_error_rate("the cat sat", "the bat sat down"), 2 / 3)


def the_rate_may_exceed_one(code, expect):
    expect.close(code.word_error_rate("a", "x y z"), 3.0)


def agrees_with_the_recurrence(code, expect):
    expect.close(code.word_error_rate("a b c d", "b c d e"), 0.5)
    rng = random.Random(5)
    for _ in range(25):
        a = [rng.choice("xyz") for _ in range(rng.randint(1, 5))]
        b = [rng.choice("xyz") for _ in range(rng.randint(0, len(a)))]

        @functools.cache
        def slow(i, j):
            if i == 0 or j == 0:
                return i + j
            return min(slow(i - 1, j) + 1, slow(i, j - 1) + 1, slow(i - 1, j - 1) + (a[i - 1] != b[j - 1]))

        expect.close(code.word_error_rate(" ".join(a), " ".join(b)), slow(len(a), len(b)) / len(a))


def growth(code, n):
    rng = random.Random(n)
    a, b = (" ".join(rng.choice("abcdefgh") for _ in range(n)) for _ in range(2))
    return lambda: code.word_error_rate(a, b)
