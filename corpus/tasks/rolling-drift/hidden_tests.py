def old_values_are_forgotten(code, expect):
    monitor = code.Monitor(2)
    for value in (100.0, 1.0, 3.0):
        found = monitor.add(value)
    expect.close(found, [2.0, 1.0])


def large_values_keep_their_digits(code, expect):
    monitor = code.Monitor(2)
    monitor.add(1e9)
    expect.close(monitor.add(1e9 + 0.5)[1], 0.25, 1e-6)


def months_do_no_harm(code, expect):
    monitor = code.Monitor(3)
    found = monitor.many("add", [[1e9 if i % 2 else 0.1] for i in range(2000)] + [[0.1], [0.2], [0.3]])
    expect.close(found[-1][0], 0.2, 1e-9)


def a_nan_is_refused_and_leaves_no_trace(code, expect):
    monitor = code.Monitor(3)
    monitor.add(1.0)
    expect.raises("ValueError", monitor.add, float("nan"))
    expect.close(monitor.add(3.0), [2.0, 1.0])


def a_window_of_nothing_raises(code, expect):
    expect.raises("ValueError", code.Monitor, 0)


def growth(code, n):
    monitor, calls = code.Monitor(50), code.keep([[float(i % 7)] for i in range(n)])
    return lambda: code.do("many", name="add", thing=monitor, calls=calls)
