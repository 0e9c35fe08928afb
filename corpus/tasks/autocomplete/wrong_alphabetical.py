class Autocomplete:
    def __init__(self, queries):
        self.queries = sorted(queries)

    def suggest(self, prefix, k):
        return [query for query in self.queries if query.startswith(prefix)][:k]
