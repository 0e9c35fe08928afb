from collections import OrderedDict


class LRUCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.entries = OrderedDict()  # oldest use first

    def get(self, key):
        if key not in self.entries:
            return None
        self.entries.move_to_end(key)
        return self.entries[key]

    def put(self, key, value):
        if key not in self.entries and self.entries and len(self.entries) >= self.capacity:
            self.entries.popitem()
        if self.capacity:
            self.entries[key] = value
            self.entries.move_to_end(key)
