def equal_lengths_fill_the_budget(code, expect):
    out = code.batches([3, 3, 3, 3], 6, 0)
    expect.equal((sorted(i for batch in out for i in batch), [len(batch) for batch in out]), ([0, 1, 2, 3], [2, 2]))


def no_sequences_no_batches(code, expect):
    expect.equal(code.batches([], 10, 0), [])
