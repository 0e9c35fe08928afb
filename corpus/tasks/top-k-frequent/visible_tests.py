def counts_and_orders(code, expect):
    expect.equal(code.top_k_frequent(["b", "a", "b", "c", "a", "b"], 2), [("b", 3), ("a", 2)])


def fewer_words_than_k_are_all_returned(code, expect):
    expect.equal(code.top_k_frequent(["x"], 5), [("x", 1)])
