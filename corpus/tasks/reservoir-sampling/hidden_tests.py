def the_sample_has_k_items(code, expect):
    found = code.sample_stream(list(range(1000)), 10, code.make("random.Random", 1))
    expect.equal((len(found), len(set(found)), all(0 <= item < 1000 for item in found)), (10, 10, True))


def a_short_stream_is_returned_whole(code, expect):
    expect.equal(sorted(code.sample_stream(["a", "b"], 5, code.make("random.Random", 0))), ["a", "b"])
    expect.equal(code.sample_stream([], 3, code.make("random.Random", 0)), [])


def a_stream_is_read_once(code, expect):
    found = code.sample_stream(code.stream(range(100)), 5, code.make("random.Random", 0))
    expect.equal(len(set(found)), 5)


def every_item_is_equally_likely(code, expect):
    rng, items = code.make("random.Random", 7), code.keep(list(range(12)))
    samples = code.do("many", name="sample_stream", thing=None, calls=[[items, 3, rng]] * 8000)
    counts = [sum(item in sample for sample in samples) for item in range(12)]
    # Each is wanted 2,000 times, with a standard deviation of 39.
    expect.true(all(abs(count - 2000) < 200 for count in counts), "each of 12 items about 2,000 times", counts)


def the_same_seed_gives_the_same_sample(code, expect):
    one, other = (code.sample_stream(list(range(50)), 5, code.make("random.Random", 3)) for _ in range(2))
    expect.equal(one, other)


def growth(code, n):
    items, rng = code.keep(list(range(n))), code.make("random.Random", 0)
    return lambda: code.sample_stream(items, 5, rng)
