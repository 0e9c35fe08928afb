def sample_stream(stream, k, rng):
    n = len(stream)
    return [stream[i] for i in rng.sample(range(n), min(k, n))]
