class Autocomplete:
    def __init__(self, queries):
        self.queries = queries

    def suggest(self, prefix, k):
        found = [query for query in self.queries if prefix in query]
        found.sort(key=lambda query: (-self.queries[query], query))
        return found[:k]
