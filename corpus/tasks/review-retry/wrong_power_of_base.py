def call(request, send, sleep, tries=3, base=1.0, cap=30.0):
    for number in range(tries):
        try:
            return send(request)
        except TimeoutError:
            if number == tries - 1:
                raise
            sleep(min(cap, base**number))
