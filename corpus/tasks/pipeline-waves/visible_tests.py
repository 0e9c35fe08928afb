def a_chain_is_run_in_order(code, expect):
    needs = {"train": ["features"], "features": ["raw"], "raw": []}
    expect.equal(code.run_order(needs), [["raw"], ["features"], ["train"]])


def independent_tasks_share_a_wave(code, expect):
    expect.equal(code.run_order({"model": ["a", "b"], "a": [], "b": []}), [["a", "b"], ["model"]])
