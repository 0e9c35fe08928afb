import random


def a_cycle_raises(code, expect):
    expect.raises("ValueError", code.run_order, {"a": ["b"], "b": ["a"]})
    expect.raises("ValueError", code.run_order, {"a": ["a"]})
    expect.raises("ValueError", code.run_order, {"x": [], "a": ["b"], "b": ["c"], "c": ["a"]})


def a_task_that_is_only_needed_is_run(code, expect):
    expect.equal(code.run_order({"report": ["raw"]}), [["raw"], ["report"]])


def a_need_that_is_named_twice_is_one(code, expect):
    expect.equal(code.run_order({"b": ["a", "a"]}), [["a"], ["b"]])


def nothing_and_one(code, expect):
    expect.equal(code.run_order({}), [])
    expect.equal(code.run_order({"lonely": []}), [["lonely"]])


def every_task_is_as_early_as_possible(code, expect):
    rng = random.Random(3)
    for _ in range(10):
        needs = {str(i): [str(j) for j in range(i) if rng.random() < 0.2] for i in range(15)}
        level = {}
        for i in range(15):
            level[str(i)] = max((level[before] + 1 for before in needs[str(i)]), default=0)
        waves = code.run_order(needs)
        expect.equal({name: k for k, names in enumerate(waves) for name in names}, level)


def growth(code, n):
    needs = code.keep({str(i): [str(i - 1)] for i in range(1, n)} | {"0": []})
    return lambda: len(code.run_order(needs))
