import json


def read_batches(lines, batch_size, rank=0, world=1):
    if batch_size < 1 or not 0 <= rank < world:
        raise ValueError("a batch size of at least 1 and a rank below world are needed")
    bad, good, batch = 0, 0, []
    for line in lines:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            pair = (row["text"], row["label"])
        except KeyError:
            bad += 1
            continue
        if good % world == rank:
            batch.append(pair)
        good += 1
        if len(batch) == batch_size:
            yield batch
            batch = []
    if batch:
        yield batch
    return bad
