import random


def lengths():
    rng = random.Random(8)
    return [rng.randint(1, 50) for _ in range(501)]


def every_sequence_comes_once(code, expect):
    out = code.batches(lengths(), 200, 0)
    expect.true(sorted(i for batch in out for i in batch) == list(range(501)), "each of 501 sequences once")
    expect.equal(sorted(i for batch in code.batches([4, 4, 4], 8, 0) for i in batch), [0, 1, 2])


def padded_tokens_stay_in_the_budget(code, expect):
    sizes = lengths()
    worst = max(len(batch) * max(sizes[i] for i in batch) for batch in code.batches(sizes, 200, 0))
    expect.true(worst <= 200, "at most 200 padded tokens in a batch", worst)


def little_is_padded(code, expect):
    sizes = lengths()
    padded = sum(len(batch) * max(sizes[i] for i in batch) for batch in code.batches(sizes, 200, 0))
    expect.true(padded < 1.15 * sum(sizes), "less than 15 % of padding", padded / sum(sizes))


def the_order_of_batches_is_shuffled(code, expect):
    sizes = lengths()
    longest = [max(sizes[i] for i in batch) for batch in code.batches(sizes, 200, 0)]
    expect.true(longest not in (sorted(longest), sorted(longest, reverse=True)), "batches not ordered by length")


def seed_and_epoch_decide_the_order(code, expect):
    sizes = lengths()
    first, again, later, other = (code.batches(sizes, 200, *which) for which in ((0,), (0,), (1,), (0, 5)))
    expect.true(first == again, "the same seed and epoch give the same batches")
    expect.true(first != later and first != other, "another epoch or seed gives other batches")


def a_sequence_above_the_budget_raises(code, expect):
    expect.raises("ValueError", code.batches, [5, 11], 10, 0)
