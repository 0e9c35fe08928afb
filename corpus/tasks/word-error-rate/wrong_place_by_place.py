def word_error_rate(reference, hypothesis):
    a, b = reference.split(), hypothesis.split()
    if not a:
        raise ValueError("the reference is empty")
    errors = sum(1 for x, y in zip(a, b) if x != y) + abs(len(a) - len(b))
    return min(errors, len(a)) / len(a)
