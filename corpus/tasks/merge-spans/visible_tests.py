def overlapping_spans_become_one(code, expect):
    expect.equal(code.merge_spans([(1, 3), (2, 6), (8, 10)]), [(1, 6), (8, 10)])


def spans_apart_stay_apart(code, expect):
    expect.equal(code.merge_spans([(1, 2), (4, 5)]), [(1, 2), (4, 5)])
