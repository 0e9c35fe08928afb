def run_order(needs):
    waiting = {task: len({b for b in before if b in needs}) for task, before in needs.items()}
    unlocks = {}
    for task, before in needs.items():
        for other in set(before):
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
        raise ValueError("cycle")
    return waves
