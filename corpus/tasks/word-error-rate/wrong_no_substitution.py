def word_error_rate(reference, hypothesis):
    a, b = reference.split(), hypothesis.split()
    if not a:
        raise ValueError("the reference is empty")
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + 2 * (x != y))
    return row[-1] / len(a)
