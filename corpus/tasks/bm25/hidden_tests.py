from math import log


def shorter_documents_come_first(code, expect):
    index = code.BM25([["x"] + ["pad"] * 9, ["x"], *[["y"]] * 6])
    expect.equal([number for number, _ in index.search(["x"], 3)], [1, 0])


def without_b_length_does_not_count(code, expect):
    scores = dict(code.BM25([["x"] + ["pad"] * 9, ["x"], *[["y"]] * 6], 1.2, 0.0).search(["x"], 3))
    expect.close(scores[0], scores[1])


def repeats_saturate(code, expect):
    documents = [["w"] * n + ["z"] * (20 - n) for n in (1, 2, 10)] + [["q"] * 20] * 9
    s = dict(code.BM25(documents).search(["w"], 4))
    expect.true(s[2] < 2.2 * s[0] and s[1] > s[0], "ten repeats score less than 2.2 times one", s)


def rare_terms_weigh_more(code, expect):
    index = code.BM25([["common", "rare"], ["common"], ["common"], ["common"]])
    rare, common = index.search(["rare"], 1), index.search(["common"], 1)
    expect.true(len(common) == 1 and rare[0][1] > 5 * common[0][1] > 0, "rare far above common, both above 0", (rare, common))


def the_scores_of_the_terms_are_added(code, expect):
    index = code.BM25([["a", "b"], ["a", "c"], ["d", "e"]])
    both, first, second = (dict(index.search(query, 3))[0] for query in (["a", "b"], ["a"], ["b"]))
    expect.close(both, first + second)
    expect.close(dict(index.search(["b", "b"], 3))[0], 2 * second)


def nothing_is_searched(code, expect):
    expect.equal(code.BM25([["a"]]).search([], 3), [])
    expect.equal(code.BM25([]).search(["a"], 3), [])


def of_equal_scores_the_first_document_comes_first(code, expect):
    expect.equal([number for number, _ in code.BM25([["t"], ["t"], ["u"]]).search(["t"], 2)], [0, 1])
