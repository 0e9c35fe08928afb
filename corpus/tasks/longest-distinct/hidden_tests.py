import random


def nothing_has_no_stretch(code, expect):
    expect.equal(code.longest_distinct(""), (0, 0))


def the_left_border_does_not_jump_back(code, expect):
    expect.equal(code.longest_distinct("abbac"), (2, 5))
    expect.equal(code.longest_distinct("abbacc"), (2, 5))


def a_repeat_moves_the_border_behind_it(code, expect):
    expect.equal(code.longest_distinct([1, 2, 3, 1, 4, 5]), (1, 6))


def of_equals_the_first_is_returned(code, expect):
    expect.equal(code.longest_distinct("aabb"), (1, 3))
    expect.equal(code.longest_distinct("bbbb"), (0, 1))


def agrees_with_trying_all_on_small_sequences(code, expect):
    rng = random.Random(4)
    for _ in range(40):
        items = [rng.randint(0, 4) for _ in range(rng.randint(1, 12))]
        n = len(items)
        longest = max(j - i for i in range(n) for j in range(i + 1, n + 1) if len(set(items[i:j])) == j - i)
        start, end = code.longest_distinct(items)
        expect.equal((end - start, len(set(items[start:end]))), (longest, longest))


def growth(code, n):
    items = code.keep(list(range(n)))
    return lambda: code.longest_distinct(items)
