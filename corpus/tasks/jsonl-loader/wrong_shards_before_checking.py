import json


def read_batches(lines, batch_size, rank=0, world=1):
    if batch_size < 1 or not 0 <= rank < world:
        raise ValueError("bad arguments")
    bad, batch = 0, []
    for number, line in enumerate(lines):
        if number % world != rank or not line.strip():
            continue
        try:
            row = json.loads(line)
            batch.append((row["text"], row["label"]))
        except (ValueError, KeyError, TypeError):
            bad += 1
            continue
        if len(batch) == batch_size:
            yield batch
            batch = []
    if batch:
        yield batch
    return bad
