def dedupe(rows, seen=set()):
    kept = []
    for row in rows:
        key = " ".join(row["text"].lower().split())
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept
