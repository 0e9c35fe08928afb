def merged_symbols_are_merged_again(code, expect):
    expect.equal(code.learn_bpe({"abc": 5, "ab": 2}, 2), [("a", "b"), ("ab", "c")])


def pairs_are_weighted_by_their_words(code, expect):
    expect.equal(code.learn_bpe({"ab": 1, "cab": 1, "xy": 9}, 1), [("x", "y")])


def ties_go_to_the_smallest_pair(code, expect):
    expect.equal(code.learn_bpe({"ba": 2, "ab": 2}, 1), [("a", "b")])


def merges_do_not_overlap(code, expect):
    expect.equal(code.learn_bpe({"aaa": 1}, 2), [("a", "a"), ("aa", "a")])


def it_stops_when_no_pair_is_left(code, expect):
    expect.equal(code.learn_bpe({}, 3), [])
    expect.equal(code.learn_bpe({"a": 9}, 3), [])
    expect.equal(code.learn_bpe({"ab": 1}, 5), [("a", "b")])


def the_order_of_words_does_not_matter(code, expect):
    words = {"banana": 4, "bandana": 2, "ananas": 1}
    expect.equal(code.learn_bpe(words, 4), code.learn_bpe(dict(reversed(words.items())), 4))
