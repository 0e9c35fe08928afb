def one_value_has_no_spread(code, expect):
    expect.close(code.Monitor(3).add(5.0), [5.0, 0.0])


def two_values(code, expect):
    monitor = code.Monitor(3)
    monitor.add(1.0)
    expect.close(monitor.add(3.0), [2.0, 1.0])
