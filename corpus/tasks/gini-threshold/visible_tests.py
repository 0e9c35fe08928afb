def a_clean_cut(code, expect):
    expect.close(code.best_threshold([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1]), [2.5, 0.5])


def one_value_cannot_be_cut(code, expect):
    expect.equal(code.best_threshold([5.0], [1]), None)
