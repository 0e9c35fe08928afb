from math import log


def the_end_is_likely(code, expect):
    def step(tokens):
        return {"e": log(0.9), "w": log(0.1)}

    expect.equal(code.beam_search(step, "s", "e", 1, 1), ("s", "e"))


def one_token_is_left(code, expect):
    expect.equal(code.beam_search(lambda tokens: {"e": 0.0}, "s", "e", 3, 1), ("s", "e"))
