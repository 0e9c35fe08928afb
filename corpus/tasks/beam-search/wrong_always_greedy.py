import heapq


def beam_search(log_probs, start, end, width, max_len, alpha=0.0):
    beam, done = [(0.0, (start,))], []
    for length in range(1, max_len + 1):
        grown = [
            (total + lp, tokens + (token,))
            for total, tokens in beam
            for token, lp in log_probs(tokens).items()
            if lp > float("-inf")
        ]
        beam = []
        for total, tokens in heapq.nlargest(1, grown):
            if tokens[-1] == end:
                done.append((total / length**alpha, tokens))
            else:
                beam.append((total, tokens))
        if not beam:
            break
    done += [(total / (len(tokens) - 1) ** alpha, tokens) for total, tokens in beam]
    if not done:
        raise ValueError("no hypothesis survives: every token was forbidden")
    return max(done)[1]
