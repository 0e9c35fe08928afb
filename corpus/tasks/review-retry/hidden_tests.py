PROGRAM = """
class Fake:
    def __init__(self, failures, kind):
        self.failures, self.kind, self.sent, self.waits = failures, kind, 0, []
    def send(self, request):
        self.sent += 1
        if self.sent <= self.failures:
            raise self.kind('failed')
        return request
    def sleep(self, seconds):
        self.waits.append(seconds)
def fake(failures, kind):
    import builtins
    return Fake(failures, getattr(builtins, kind))
"""


def made(code, failures, kind="TimeoutError", **options):
    space = code.keep({})
    code.do("make", place="builtins.exec", args=[PROGRAM, space], kwargs={})
    make = code.do("call", name="get", thing=space, args=["fake"], kwargs={}, keep=True)
    fake = code.do("call", name="__call__", thing=make, args=[failures, kind], kwargs={}, keep=True)
    send, sleep = (code.do("get", name=name, thing=fake) for name in ("send", "sleep"))
    return fake, lambda: code.call("hello", send, sleep, **options)


def the_last_error_is_raised(code, expect):
    _, call = made(code, 9)
    expect.raises("TimeoutError", call)


def no_more_calls_than_tries(code, expect):
    fake, call = made(code, 2, tries=3)
    call()
    expect.equal(fake.value_of("sent"), 3)


def a_wrong_request_is_not_sent_again(code, expect):
    fake, call = made(code, 1, "ValueError")
    expect.raises("ValueError", call)
    expect.equal(fake.value_of("sent"), 1)


def waits_double(code, expect):
    fake, call = made(code, 3, tries=5)
    call()
    expect.close(fake.value_of("waits"), [1.0, 2.0, 4.0])
    fake, call = made(code, 2, tries=5, base=0.5)
    call()
    expect.close(fake.value_of("waits"), [0.5, 1.0])


def waits_are_capped(code, expect):
    fake, call = made(code, 4, tries=9, cap=1.5)
    call()
    expect.true(max(fake.value_of("waits")) <= 1.5, "no wait above 1.5 s", fake.value_of("waits"))


def there_is_no_wait_after_the_last_try(code, expect):
    fake, call = made(code, 9, tries=3)
    try:
        call()
    except Exception:
        pass
    expect.equal(len(fake.value_of("waits")), 2)
