def a_sample_of_all_is_all(code, expect):
    rng = code.make("random.Random", 0)
    expect.equal(sorted(code.sample_stream([1, 2, 3], 3, rng)), [1, 2, 3])


def nothing_is_wanted(code, expect):
    expect.equal(code.sample_stream([1, 2], 0, code.make("random.Random", 0)), [])
