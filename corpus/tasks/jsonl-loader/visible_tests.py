def rows(n):
    return [f'{{"text": "t{i}", "label": {i}}}' for i in range(n)]


def batches_have_the_size(code, expect):
    expect.equal(code.read_batches(rows(4), 2), [[("t0", 0), ("t1", 1)], [("t2", 2), ("t3", 3)]])


def no_lines_no_batches(code, expect):
    expect.equal(code.read_batches([], 2), [])
