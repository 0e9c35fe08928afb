def dedupe(rows):
    seen, kept = [], []
    for row in rows:
        key = " ".join(row["text"].lower().split())
        if key not in seen:
            seen.append(key)
            kept.append(row)
    return kept
