def precision_counts_the_predicted(code, expect):
    expect.close(code.precision_recall_f1([1] + [0] * 99, [1] * 100)[0], 0.01)


def recall_counts_the_actual(code, expect):
    expect.close(code.precision_recall_f1([1, 1, 1, 1, 0], [1, 0, 0, 0, 0])[1], 0.25)


def f1_is_the_harmonic_mean(code, expect):
    expect.close(code.precision_recall_f1([1] + [0] * 99, [1] * 100)[2], 2 / 101)


def nothing_predicted_is_zero(code, expect):
    expect.close(code.precision_recall_f1([1, 1, 0], [0, 0, 0]), [0.0, 0.0, 0.0])


def no_positives_is_zero(code, expect):
    expect.close(code.precision_recall_f1([0, 0], [1, 0]), [0.0, 0.0, 0.0])


def nothing_at_all_is_zero(code, expect):
    expect.close(code.precision_recall_f1([], []), [0.0, 0.0, 0.0])


def different_lengths_raise(code, expect):
    expect.raises("ValueError", code.precision_recall_f1, [1, 0], [1])


def growth(code, n):
    truth, predicted = code.keep([i % 2 for i in range(n)]), code.keep([i % 3 % 2 for i in range(n)])
    return lambda: code.precision_recall_f1(truth, predicted)
