def stores_and_finds(code, expect):
    cache = code.LRUCache(2)
    cache.put("a", 1)
    expect.equal(cache.get("a"), 1)
    expect.equal(cache.get("x"), None)


def holds_no_more_than_its_capacity(code, expect):
    cache = code.LRUCache(2)
    for key in "abc":
        cache.put(key, key)
    expect.equal(sum(cache.get(key) is not None for key in "abc"), 2)
