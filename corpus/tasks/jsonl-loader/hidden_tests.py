def rows(n):
    return [f'{{"text": "t{i}", "label": {i}}}' for i in range(n)]


def the_last_batch_is_not_lost(code, expect):
    expect.equal([len(batch) for batch in code.read_batches(rows(5), 2)], [2, 2, 1])


def bad_lines_are_left_out(code, expect):
    lines = ["{", rows(1)[0], "[1, 2]", '{"text": "no label"}', "", "7", "null"]
    expect.equal(code.read_batches(lines, 2), [[("t0", 0)]])


def workers_share_all_good_lines(code, expect):
    good = rows(6)
    lines = [good[0], "bad", good[1], good[2], "", good[3], "{", good[4], good[5]]
    shares = [[label for batch in code.read_batches(lines, 1, rank, 2) for _, label in batch] for rank in (0, 1)]
    expect.equal(shares, [[0, 2, 4], [1, 3, 5]])


def lines_are_read_as_they_are_needed(code, expect):
    lines = code.make("itertools.cycle", rows(3))
    batches = code.do("call", name="read_batches", thing=None, args=[lines, 4], kwargs={}, keep=True)
    expect.equal(first(code, batches), 4)


def first(code, batches):
    return len(code.show(code.make("builtins.next", batches)))


def a_wrong_size_or_rank_raises(code, expect):
    expect.raises("ValueError", code.read_batches, rows(1), 0)
    expect.raises("ValueError", code.read_batches, rows(1), 1, 2, 2)


def growth(code, n):
    lines = code.keep(rows(n))
    return lambda: code.do("call", name="read_batches", thing=None, args=[lines, n], kwargs={}, keep=False)
