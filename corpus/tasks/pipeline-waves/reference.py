def run_order(needs):
    waiting = {}
    unlocks = {}
    for task, before in needs.items():
        waiting.setdefault(task, 0)
        for other in set(before):
            waiting.setdefault(other, 0)
            waiting[task] += 1
            unlocks.setdefault(other, []).append(task)
    wave, waves, done = sorted(t for t, n in waiting.items() if n == 0), [], 0
    while wave:
        waves.append(wave)
        done += len(wave)
        free = []
        for task in wave:
            for follower in unlocks.get(task, ()):
                waiting[follower] -= 1
                if waiting[follower] == 0:
                    free.append(follower)
        wave = sorted(free)
    if done < len(waiting):
        raise ValueError("the needs hold a cycle")
    return waves
