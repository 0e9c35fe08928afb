from math import log2


def later_places_are_discounted(code, expect):
    want = (1 / log2(2) + 3 / log2(3)) / (3 / log2(2) + 1 / log2(3))
    expect.close(code.ndcg_at_k(["b", "a"], {"a": 3, "b": 1}, 2), want)


def what_was_missed_belongs_to_the_ideal(code, expect):
    found = code.ndcg_at_k(["b"], {"a": 3, "b": 1}, 2)
    expect.true(0 < found < 0.5, "well below 1: the better document is missing", found)


def the_ideal_is_cut_at_k(code, expect):
    gains = {f"d{i}": 1 for i in range(20)}
    expect.close(code.ndcg_at_k([f"d{i}" for i in range(10)], gains, 10), 1.0)


def the_ranking_is_cut_at_k(code, expect):
    expect.close(code.ndcg_at_k(["b", "a"], {"a": 1, "b": 0}, 1), 0.0)


def without_gains_it_is_zero(code, expect):
    expect.close(code.ndcg_at_k(["a"], {}, 5), 0.0)
    expect.close(code.ndcg_at_k(["a"], {"a": 0}, 5), 0.0)


def unjudged_documents_count_zero(code, expect):
    found = code.ndcg_at_k(["z", "a"], {"a": 1}, 2)
    expect.true(0 < found < 1, "between 0 and 1: the second place", found)
