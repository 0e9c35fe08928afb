import numpy as np


def small(code):
    vectors = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]])
    return code.IVFIndex(vectors, np.array([[9.0, 8.5], [0.0, 0.5]]))


def fewer_may_be_found(code, expect):
    index = code.IVFIndex(np.array([[0.0], [1.0]]), np.array([[0.5]]))
    expect.equal(index.search(np.array([0.0]), 10, 1), [0, 1])


def more_probes_than_lists(code, expect):
    expect.equal(small(code).search(np.array([0.0, 0.2]), 1, 99), [0])


def the_nearest_lists_are_searched(code, expect):
    centres = np.array([[0.0], [10.0], [20.0], [30.0]])
    index = code.IVFIndex(np.arange(32.0)[:, None], centres)
    expect.equal(index.search(np.array([29.0]), 3, 1), [29, 28, 30])
    expect.equal(index.search(np.array([24.9]), 3, 2), [25, 24, 26])


def a_vector_lies_in_the_list_of_its_nearest_centre(code, expect):
    centres = np.array([[1.0, 0.0], [10.0, 0.0]])
    index = code.IVFIndex(np.array([[1.5, 0.0], [2.0, 0.0], [9.0, 0.0]]), centres)
    expect.equal(index.search(np.array([1.2, 0.0]), 2, 1), [0, 1])


def an_empty_list_gives_nothing(code, expect):
    index = code.IVFIndex(np.array([[1.0], [2.0]]), np.array([[0.0], [100.0]]))
    expect.equal(index.search(np.array([100.0]), 1, 1), [])


def all_lists_probed_is_exact_search(code, expect):
    rng = np.random.default_rng(0)
    data, queries = rng.normal(size=(400, 6)), rng.normal(size=(10, 6))
    index = code.IVFIndex(data, data[:20])
    for query in queries:
        exact = np.argsort(((data - query) ** 2).sum(axis=1), kind="stable")[:8].tolist()
        expect.equal(index.search(query, 8, 20), exact)
