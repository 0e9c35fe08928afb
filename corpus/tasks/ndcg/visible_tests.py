def the_ideal_order_scores_one(code, expect):
    expect.close(code.ndcg_at_k(["a", "b"], {"a": 3, "b": 1}, 2), 1.0)


def nothing_found_scores_zero(code, expect):
    expect.close(code.ndcg_at_k([], {"a": 1}, 5), 0.0)
