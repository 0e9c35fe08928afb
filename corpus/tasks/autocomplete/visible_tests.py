def suggests_what_begins_like_it(code, expect):
    box = code.Autocomplete({"car": 5, "cart": 9, "dog": 1})
    expect.equal(sorted(box.suggest("ca", 2)), ["car", "cart"])


def nothing_begins_like_it(code, expect):
    expect.equal(code.Autocomplete({"a": 1}).suggest("b", 3), [])
