def half_right(code, expect):
    expect.close(code.precision_recall_f1([1, 1, 0, 0], [1, 0, 1, 0]), [0.5, 0.5, 0.5])


def all_right(code, expect):
    expect.close(code.precision_recall_f1([1, 0, 1], [1, 0, 1]), [1.0, 1.0, 1.0])
