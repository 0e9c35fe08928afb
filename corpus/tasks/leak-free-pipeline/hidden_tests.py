NAN = float("nan")


def table(code, rows):
    return code.make("numpy.array", rows, dtype="object")


def fitted(code, rows, labels, numeric=(0,), categorical=(1,)):
    model = code.make_model(list(numeric), list(categorical))
    code.do("call", name="fit", thing=model, args=[table(code, rows), labels], kwargs={}, keep=True)
    return model


def rule(n=60):
    return [[float(i % 30), "ab"[i % 2]] for i in range(n)], [int(i % 30 >= 15) for i in range(n)]


def an_unseen_category_is_taken(code, expect):
    model = fitted(code, *rule())
    expect.equal(model.predict(table(code, [[29.0, "zebra"]])).tolist(), [1])


def missing_numbers_are_filled_with_the_median(code, expect):
    rows, labels = rule()
    rows = [[value + 100.0, name] for value, name in rows] + [[1e6, "a"]]
    model = fitted(code, rows, [*labels, 1])
    missing, median = (model.predict_proba(table(code, [[value, "a"]])).tolist()[0][1] for value in (NAN, 115.0))
    expect.close(missing, median, 1e-6)


def units_do_not_matter(code, expect):
    rows, labels = rule()
    small = fitted(code, [[value / 1e4, name] for value, name in rows], labels)
    large = fitted(code, rows, labels)
    one = small.predict_proba(table(code, [[0.002, "a"]])).tolist()[0][1]
    other = large.predict_proba(table(code, [[20.0, "a"]])).tolist()[0][1]
    expect.close(one, other, 1e-3)


def fitting_uses_the_training_rows_alone(code, expect):
    model = fitted(code, *rule())
    alone = model.predict_proba(table(code, [[20.0, "a"]])).tolist()[0][1]
    beside = model.predict_proba(table(code, [[20.0, "a"], [1e9, "b"], [NAN, "a"]])).tolist()[0][1]
    expect.close(alone, beside)
