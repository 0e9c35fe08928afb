import heapq


class Autocomplete:
    def __init__(self, queries):
        self.root = {}
        self.asked = dict(queries)
        for query in queries:
            node = self.root
            for letter in query:
                node = node.setdefault(letter, {})
            node[None] = query  # the end of a query; None is no letter

    def suggest(self, prefix, k):
        node = self.root
        for letter in prefix:
            node = node.get(letter)
            if node is None:
                return []
        found, stack = [], [node]
        while stack:
            for letter, child in stack.pop().items():
                if letter is None:
                    found.append(child)
                else:
                    stack.append(child)
        return heapq.nsmallest(k, found, key=lambda query: (-self.asked[query], query))
