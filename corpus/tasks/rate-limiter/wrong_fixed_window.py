class RateLimiter:
    def __init__(self, rate, capacity):
        self.window, self.capacity = capacity / rate, capacity
        self.used = {}

    def allow(self, client, cost, now):
        key = (client, now // self.window)
        self.used[key] = self.used.get(key, 0) + cost
        return self.used[key] <= self.capacity
