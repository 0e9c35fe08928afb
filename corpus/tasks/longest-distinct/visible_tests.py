def finds_the_stretch(code, expect):
    expect.equal(code.longest_distinct("abcabcd"), (3, 7))


def all_the_same(code, expect):
    expect.equal(code.longest_distinct("b"), (0, 1))
