def sample_stream(stream, k, rng):
    kept = []
    for seen, item in enumerate(stream, start=1):
        if len(kept) < k:
            kept.append(item)
        elif k:
            place = rng.randrange(seen)
            if place < k:
                kept[place] = item
    return kept
