def the_first_is_kept_in_its_place(code, expect):
    rows = [{"text": "B", "n": "1"}, {"text": "a", "n": "2"}, {"text": " b ", "n": "3"}, {"text": "c", "n": "4"}]
    expect.equal(code.dedupe(rows), [rows[0], rows[1], rows[3]])


def calls_do_not_know_of_each_other(code, expect):
    expect.equal([len(code.dedupe([{"text": "again"}])) for _ in range(2)], [1, 1])


def texts_stay_as_they_were(code, expect):
    rows = code.keep([{"text": " Some Text "}])
    expect.equal(code.dedupe(rows), [{"text": " Some Text "}])
    expect.equal(code.show(rows), [{"text": " Some Text "}])


def inner_white_space_does_not_count(code, expect):
    expect.equal(len(code.dedupe([{"text": "to  be"}, {"text": "to be"}, {"text": "to\n\tbe"}])), 1)


def an_empty_text_is_a_text(code, expect):
    expect.equal(len(code.dedupe([{"text": ""}, {"text": "  "}, {"text": "x"}])), 2)


def growth(code, n):
    rows = code.keep([{"text": f"row number {i}"} for i in range(n)])
    return lambda: code.do("call", name="dedupe", thing=None, args=[rows], kwargs={}, keep=True)
