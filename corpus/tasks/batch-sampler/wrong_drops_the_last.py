import random


def batches(lengths, max_tokens, epoch, seed=0):
    if lengths and max(lengths) > max_tokens:
        raise ValueError(f"a sequence of {max(lengths)} tokens does not fit into {max_tokens}")
    rng = random.Random(f"{seed}-{epoch}")
    order = list(range(len(lengths)))
    rng.shuffle(order)  # so that equal lengths meet different neighbours in each epoch
    order.sort(key=lambda i: lengths[i])
    made, current = [], []
    for i in order:  # ascending, so i is the longest of its batch
        if (len(current) + 1) * lengths[i] > max_tokens:
            made.append(current)
            current = []
        current.append(i)
    rng.shuffle(made)
    yield from made
