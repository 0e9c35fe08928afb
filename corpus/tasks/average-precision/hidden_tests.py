def precision_is_taken_at_the_hits(code, expect):
    expect.close(code.average_precision(["a", "x", "b"], {"a", "b"}), (1 + 2 / 3) / 2)
    expect.close(code.average_precision(["x", "a", "y", "b"], {"a", "b"}), 0.5)


def what_was_not_found_counts(code, expect):
    expect.close(code.average_precision(["a"], set("abcdefghij")), 0.1)


def nothing_relevant_is_zero(code, expect):
    expect.close(code.average_precision(["a"], set()), 0.0)
    expect.close(code.average_precision([], {"a"}), 0.0)


def a_repeated_id_counts_once(code, expect):
    expect.close(code.average_precision(["a", "a", "a"], {"a", "b"}), 0.5)


def growth(code, n):
    ranking = code.keep([str(i) for i in range(n)])
    relevant = code.keep({str(i) for i in range(0, n, 3)})
    return lambda: code.average_precision(ranking, relevant)
