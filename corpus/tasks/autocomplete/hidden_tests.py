import random


def a_prefix_that_was_never_asked_is_no_query(code, expect):
    box = code.Autocomplete({"carpet": 3})
    expect.equal(box.suggest("car", 3), ["carpet"])
    expect.equal(box.suggest("carpets", 3), [])


def a_query_is_its_own_completion(code, expect):
    expect.equal(sorted(code.Autocomplete({"car": 5, "carpet": 7}).suggest("car", 5)), ["car", "carpet"])
    expect.equal(code.Autocomplete({"": 9}).suggest("", 3), [""])


def the_most_frequent_come_first(code, expect):
    expect.equal(code.Autocomplete({"aa": 1, "ab": 5, "ac": 3}).suggest("a", 2), ["ab", "ac"])


def ties_are_in_alphabetical_order(code, expect):
    expect.equal(code.Autocomplete({"b": 2, "a": 2, "c": 2}).suggest("", 3), ["a", "b", "c"])


def none_are_wanted(code, expect):
    expect.equal(code.Autocomplete({"a": 1}).suggest("a", 0), [])
    expect.equal(code.Autocomplete({}).suggest("", 2), [])


def agrees_with_a_scan(code, expect):
    rng = random.Random(6)
    words = {"".join(rng.choice("ab") for _ in range(rng.randint(1, 6))) for _ in range(60)}
    queries = {word: rng.randint(1, 5) for word in sorted(words)}
    box = code.Autocomplete(queries)
    for prefix in ("", "a", "ab", "bba", "abab"):
        found = sorted((q for q in queries if q.startswith(prefix)), key=lambda q: (-queries[q], q))
        expect.equal(box.suggest(prefix, 4), found[:4])
