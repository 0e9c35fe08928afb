def it_comes_unfitted_and_ends_in_a_classifier(code, expect):
    model = code.make_model([0], [1])
    expect.raises("Exception", model.predict, [[1.0, "a"]])


def it_learns_a_clear_rule(code, expect):
    rows, labels = [[float(i), "a"] for i in range(40)], [int(i >= 20) for i in range(40)]
    model = code.make_model([0], [1])
    code.do("call", name="fit", thing=model, args=[table(code, rows), labels], kwargs={}, keep=True)
    expect.equal(model.predict(table(code, [[2.0, "a"], [38.0, "a"]])).tolist(), [0, 1])


def table(code, rows):
    return code.make("numpy.array", rows, dtype="object")
