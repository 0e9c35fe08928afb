import numpy as np


def agrees_with_the_definition(code, expect):
    rng = np.random.default_rng(0)
    x, c = rng.normal(size=(50, 7)), rng.normal(size=(20, 7))
    expect.close(code.pairwise_distances(x, c), np.linalg.norm(x[:, None] - c[None], axis=2), 1e-6)


def equal_points_give_no_nan(code, expect):
    x = np.random.default_rng(0).normal(size=(60, 9))
    found = code.pairwise_distances(x, x)
    expect.true(bool(np.isfinite(found).all()), "no NaN")


def far_from_the_origin_no_digits_are_lost(code, expect):
    rng = np.random.default_rng(1)
    x, c = rng.normal(size=(40, 6)) + 1e6, rng.normal(size=(30, 6)) + 1e6
    expect.close(code.pairwise_distances(x, c), np.linalg.norm(x[:, None] - c[None], axis=2), 1e-4)


def no_array_of_all_differences_is_built(code, expect):
    x = code.keep(np.random.default_rng(2).normal(size=(700, 200)))
    out = code.do("call", name="pairwise_distances", thing=None, args=[x, x], kwargs={}, keep=True)
    expect.equal(out.value_of("shape"), (700, 700))
