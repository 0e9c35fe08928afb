def dedupe(rows):
    kept = {}
    for row in rows:
        kept[" ".join(row["text"].lower().split())] = row
    return list(kept.values())
