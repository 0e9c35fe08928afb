def a_burst_is_limited(code, expect):
    limiter = code.RateLimiter(1.0, 2.0)
    expect.equal([limiter.allow("a", 1, 0.0) for _ in range(3)], [True, True, False])


def each_client_has_its_own_bucket(code, expect):
    limiter = code.RateLimiter(1.0, 1.0)
    expect.equal([limiter.allow("a", 1, 0.0), limiter.allow("b", 1, 0.0), limiter.allow("a", 1, 0.0)], [True, True, False])
