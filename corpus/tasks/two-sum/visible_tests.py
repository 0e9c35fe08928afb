def finds_the_pair(code, expect):
    expect.equal(code.two_sum([2, 7, 11, 15], 9), (0, 1))


def returns_none_where_there_is_no_pair(code, expect):
    expect.equal(code.two_sum([1, 2, 3], 7), None)
