class RateLimiter:
    def __init__(self, rate, capacity):
        self.rate, self.capacity = rate, capacity
        self.buckets = {}  # client -> (tokens, time of the last refill)

    def allow(self, client, cost, now):
        tokens, last = self.buckets.get(client, (self.capacity, now))
        now = max(now, last)
        tokens = min(self.capacity, tokens + (now - last) * self.rate)
        granted = cost <= tokens + 1e-9
        self.buckets[client] = (tokens - cost if granted else tokens, now)
        return granted
