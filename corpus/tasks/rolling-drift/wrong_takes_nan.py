import math
from collections import deque


class Monitor:
    def __init__(self, window):
        if window < 1:
            raise ValueError("a window holds at least one value")
        self.values = deque(maxlen=window)

    def add(self, value):
        self.values.append(value)
        mean = math.fsum(self.values) / len(self.values)
        return mean, math.sqrt(math.fsum((x - mean) ** 2 for x in self.values) / len(self.values))
