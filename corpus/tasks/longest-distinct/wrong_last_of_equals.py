def longest_distinct(items):
    last, left, best = {}, 0, (0, 0)
    for right, item in enumerate(items):
        if last.get(item, -1) >= left:
            left = last[item] + 1
        last[item] = right
        if right + 1 - left >= best[1] - best[0]:
            best = (left, right + 1)
    return best
