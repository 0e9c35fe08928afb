def the_oldest_entry_goes(code, expect):
    cache = code.LRUCache(2)
    for key in "abc":
        cache.put(key, key)
    expect.equal([cache.get(key) for key in "abc"], [None, "b", "c"])


def reading_counts_as_use(code, expect):
    cache = code.LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)
    expect.equal([cache.get(key) for key in "abc"], [1, None, 3])


def overwriting_counts_as_use(code, expect):
    cache = code.LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.put("b", 20)
    expect.equal(cache.get("a"), 1)
    expect.equal(cache.get("b"), 20)
    cache.put("a", 11)
    cache.put("c", 3)
    expect.equal([cache.get(key) for key in "abc"], [11, None, 3])


def a_cache_of_nothing(code, expect):
    cache = code.LRUCache(0)
    cache.put("a", 1)
    expect.equal(cache.get("a"), None)


def a_stored_none_is_not_lost(code, expect):
    cache = code.LRUCache(1)
    cache.put("a", 0)
    expect.equal(cache.get("a"), 0)


def growth(code, n):
    cache = code.LRUCache(n)
    puts = code.keep([(str(i), i) for i in range(n)])
    gets = code.keep([(str(i * 7919 % n),) for i in range(n)])

    def run():
        code.do("many", name="put", thing=cache, calls=puts)
        code.do("many", name="get", thing=cache, calls=gets)

    return run
