import random


def needed(sizes, budget):
    count, used = 1, 0
    for size in sizes:
        if used + size > budget:
            count, used = count + 1, 0
        used += size
    return count


def one_document(code, expect):
    expect.equal(code.smallest_budget([7], 1), 7)
    expect.equal(code.smallest_budget([7], 10), 7)


def a_budget_is_never_below_the_largest_document(code, expect):
    expect.equal(code.smallest_budget([1, 1, 1, 100], 4), 100)
    expect.equal(code.smallest_budget([5, 5, 5], 3), 5)
    expect.equal(code.smallest_budget([9, 1], 9), 9)


def agrees_with_trying_every_budget(code, expect):
    rng = random.Random(1)
    for _ in range(60):
        sizes = [rng.randint(1, 9) for _ in range(rng.randint(1, 12))]
        batches = rng.randint(1, 6)
        slow = next(b for b in range(max(sizes), sum(sizes) + 1) if needed(sizes, b) <= batches)
        expect.equal(code.smallest_budget(sizes, batches), slow)


def huge_documents_take_no_longer(code, expect):
    expect.equal(code.smallest_budget([1_000_000_000] * 200, 100), 2_000_000_000)


def growth(code, n):
    rng = random.Random(n)
    sizes = code.keep([rng.randint(1, 1000) for _ in range(n)])
    return lambda: code.smallest_budget(sizes, max(1, n // 10))
