def sample_stream(stream, k, rng):
    kept = []
    for seen, item in enumerate(stream, start=1):
        if len(kept) < k:
            kept.append(item)
        elif k:
            place = rng.randrange(k)
            if rng.random() < 0.5:
                kept[place] = item
    return kept
