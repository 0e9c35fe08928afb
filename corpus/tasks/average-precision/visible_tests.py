def all_found_first(code, expect):
    expect.close(code.average_precision(["a", "b"], {"a", "b"}), 1.0)


def nothing_found(code, expect):
    expect.close(code.average_precision(["x", "y"], {"a"}), 0.0)
