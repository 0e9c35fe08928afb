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


def a_call_that_works_is_made_once(code, expect):
    fake, call = made(code, 0)
    expect.equal((call(), fake.value_of("sent")), ("hello", 1))


def a_failure_that_passes_is_tried_again(code, expect):
    fake, call = made(code, 1)
    expect.equal((call(), fake.value_of("sent")), ("hello", 2))
