from math import log

TABLE = {("s",): {"A": 0.6, "B": 0.4}, ("s", "A"): {"x": 0.35, "y": 0.33, "z": 0.32}, ("s", "B"): {"x": 0.9, "y": 0.1}}


def step(tokens):
    return {token: log(p) for token, p in TABLE.get(tuple(tokens), {"e": 1.0}).items()}


def a_beam_of_one_is_greedy(code, expect):
    expect.equal(code.beam_search(step, "s", "e", 1, 5), ("s", "A", "x", "e"))


def a_wider_beam_finds_the_better_sequence(code, expect):
    expect.equal(code.beam_search(step, "s", "e", 2, 5), ("s", "B", "x", "e"))


def a_finished_sequence_is_not_extended(code, expect):
    def often(tokens):
        return {"e": log(0.9), "w": log(0.1)}

    expect.equal(code.beam_search(often, "s", "e", 2, 4), ("s", "e"))


def normalization_favours_longer_sequences(code, expect):
    def slow(tokens):
        return {"e": log(0.4), "w": log(0.6)} if len(tokens) == 1 else {"e": log(0.1), "w": log(0.9)}

    expect.equal(code.beam_search(slow, "s", "e", 4, 10), ("s", "e"))
    expect.true(len(code.beam_search(slow, "s", "e", 4, 10, 1.0)) > 5, "a longer sequence with alpha = 1")


def unfinished_sequences_compete_at_the_end(code, expect):
    expect.equal(code.beam_search(lambda tokens: {"w": 0.0}, "s", "e", 3, 4), ("s", "w", "w", "w", "w"))


def impossible_tokens_are_never_used(code, expect):
    found = code.beam_search(lambda tokens: {"w": log(0.6), "e": log(0.4), "never": float("-inf")}, "s", "e", 3, 6)
    expect.true("never" not in found, "no token of probability 0", found)


def nothing_possible_raises(code, expect):
    expect.raises("ValueError", code.beam_search, lambda tokens: {"e": float("-inf")}, "s", "e", 2, 3)
