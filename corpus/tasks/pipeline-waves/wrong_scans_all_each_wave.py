def run_order(needs):
    tasks = set(needs) | {other for before in needs.values() for other in before}
    left, done, waves = {task: set(needs.get(task, ())) for task in tasks}, set(), []
    while left:
        wave = sorted(task for task, before in left.items() if before <= done)
        if not wave:
            raise ValueError("cycle")
        waves.append(wave)
        done.update(wave)
        for task in wave:
            del left[task]
    return waves
