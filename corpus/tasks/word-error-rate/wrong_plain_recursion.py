def word_error_rate(reference, hypothesis):
    a, b = reference.split(), hypothesis.split()
    if not a:
        raise ValueError("the reference is empty")

    def distance(i, j):
        if i == 0 or j == 0:
            return i + j
        if a[i - 1] == b[j - 1]:
            return distance(i - 1, j - 1)
        return 1 + min(distance(i - 1, j), distance(i, j - 1), distance(i - 1, j - 1))

    return distance(len(a), len(b)) / len(a)
