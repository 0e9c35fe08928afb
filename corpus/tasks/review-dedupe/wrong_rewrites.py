def dedupe(rows):
    seen, kept = set(), []
    for row in rows:
        key = " ".join(row["text"].lower().split())
        if key not in seen:
            seen.add(key)
            row["text"] = key
            kept.append(row)
    return kept
