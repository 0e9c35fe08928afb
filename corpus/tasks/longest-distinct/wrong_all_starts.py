def longest_distinct(items):
    best = (0, 0)
    for start in range(len(items)):
        seen = set()
        end = start
        while end < len(items) and items[end] not in seen:
            seen.add(items[end])
            end += 1
        if end - start > best[1] - best[0]:
            best = (start, end)
    return best
