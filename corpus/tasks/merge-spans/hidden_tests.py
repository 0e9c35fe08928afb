import random


def unsorted_spans_are_merged(code, expect):
    expect.equal(code.merge_spans([(8, 10), (1, 3), (2, 6)]), [(1, 6), (8, 10)])
    expect.equal(code.merge_spans([(5, 7), (1, 2), (6, 9)]), [(1, 2), (5, 9)])
    expect.equal(code.merge_spans([(3, 4), (1, 4)]), [(1, 4)])


def touching_spans_are_one(code, expect):
    expect.equal(code.merge_spans([(1, 4), (4, 5)]), [(1, 5)])


def a_span_may_lie_inside_another(code, expect):
    expect.equal(code.merge_spans([(1, 10), (2, 3), (5, 6)]), [(1, 10)])


def nothing_and_a_point(code, expect):
    expect.equal(code.merge_spans([]), [])
    expect.equal(code.merge_spans([(2, 2)]), [(2, 2)])


def the_input_stays_as_it_is(code, expect):
    spans = code.keep([(5, 7), (1, 2), (9, 9)])
    code.merge_spans(spans)
    expect.equal(code.show(spans), [(5, 7), (1, 2), (9, 9)])


def growth(code, n):
    rng = random.Random(n)
    spans = code.keep([(a, a + 3) for a in (rng.randrange(10 * n) for _ in range(n))])
    return lambda: code.merge_spans(spans)
