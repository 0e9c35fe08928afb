def blocks(docs, size, eos, ignore=-100):
    stream = [token for doc in docs for token in [*doc, eos]]
    out = []
    for i in range(0, len(stream) - 1, size):
        x, y = stream[i : i + size], stream[i + 1 : i + size + 1]
        out.append((x + [eos] * (size - len(x)), y + [ignore] * (size - len(y))))
    return out
