def the_textbook_example(code, expect):
    words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    expect.equal(code.learn_bpe(words, 1), [("e", "s")])


def no_merges_are_wanted(code, expect):
    expect.equal(code.learn_bpe({"ab": 3}, 0), [])
