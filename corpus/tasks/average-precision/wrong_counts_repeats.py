def average_precision(ranking, relevant):
    hits, total = 0, 0.0
    for place, item in enumerate(ranking, start=1):
        if item in relevant:
            hits += 1
            total += hits / place
    return total / len(relevant) if relevant else 0.0
