def dedupe(rows):
    seen, kept = set(), []
    for row in rows:
        key = row["text"].lower().strip()
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept
