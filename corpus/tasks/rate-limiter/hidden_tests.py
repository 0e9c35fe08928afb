def tokens_come_back_with_time(code, expect):
    limiter = code.RateLimiter(1.0, 2.0)
    expect.equal([limiter.allow("a", 2, 0.0), limiter.allow("a", 1, 1.0), limiter.allow("a", 1, 2.0)], [True, True, True])
    expect.equal(limiter.allow("a", 1, 2.5), False)


def waiting_saves_up_no_more_than_the_capacity(code, expect):
    limiter = code.RateLimiter(10.0, 5.0)
    expect.equal([limiter.allow("a", 5, 0.0), limiter.allow("a", 5, 1000.0), limiter.allow("a", 1, 1000.0)], [True, True, False])


def a_refused_request_costs_nothing(code, expect):
    limiter = code.RateLimiter(1.0, 10.0)
    expect.equal([limiter.allow("a", 11, 0.0), limiter.allow("a", 10, 0.0)], [False, True])


def a_clock_that_goes_back_gives_nothing(code, expect):
    limiter = code.RateLimiter(1.0, 1.0)
    expect.equal([limiter.allow("a", 0.5, now) for now in (100.0, 50.0, 99.0)], [True, True, False])


def the_long_run_keeps_the_rate(code, expect):
    limiter = code.RateLimiter(2.0, 4.0)
    served = sum(limiter.many("allow", [["a", 1, t / 10] for t in range(1000)]))
    expect.true(203 <= served <= 204, "203 or 204 of 1,000 requests in 100 seconds", served)
