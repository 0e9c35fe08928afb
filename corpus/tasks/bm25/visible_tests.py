def finds_what_holds_the_term(code, expect):
    index = code.BM25([["red", "car"], ["blue", "car"], ["blue", "sky"]])
    expect.equal([number for number, _ in index.search(["red"], 3)], [0])
    expect.equal(index.search(["green"], 3), [])


def a_score_by_hand(code, expect):
    index = code.BM25([["a"], ["b"]])
    expect.close(index.search(["a"], 5), [[0, 0.6931471805599453]], 1e-9)
