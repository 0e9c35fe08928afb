def average_precision(ranking, relevant):
    seen, total = set(), 0.0
    for place, item in enumerate(ranking, start=1):
        if item in relevant and item not in seen:
            seen.add(item)
            total += len(seen) / place
    return total / len(seen) if seen else 0.0
