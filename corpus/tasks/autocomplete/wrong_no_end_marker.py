import heapq


class Autocomplete:
    def __init__(self, queries):
        self.root = {}
        self.asked = dict(queries)
        for query in queries:
            node = self.root
            for letter in query:
                node = node.setdefault(letter, {})
            self.ends = True

    def suggest(self, prefix, k):
        node = self.root
        for letter in prefix:
            node = node.get(letter)
            if node is None:
                return []
        found, stack = [], [(prefix, node)]
        while stack:
            text, here = stack.pop()
            if not here and text in self.asked:
                found.append(text)
            for letter, child in here.items():
                stack.append((text + letter, child))
        return heapq.nsmallest(k, found, key=lambda query: (-self.asked[query], query))
