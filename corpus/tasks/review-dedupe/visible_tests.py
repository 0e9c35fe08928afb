def equal_texts_are_one(code, expect):
    expect.equal(len(code.dedupe([{"text": "one"}, {"text": "two"}, {"text": "one"}])), 2)


def no_rows(code, expect):
    expect.equal(code.dedupe([]), [])
