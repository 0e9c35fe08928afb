import random


def each_position_predicts_the_next_token(code, expect):
    inputs, labels = code.blocks([[5, 6, 7, 8]], 3, 0)[0]
    expect.equal((inputs, labels[:2]), ([5, 6, 7], [6, 7]))


def documents_end_with_a_token(code, expect):
    expect.equal(code.blocks([[5, 6], [7, 8, 9]], 4, 0)[0][0], [5, 6, 0, 7])


def no_token_is_lost_between_blocks(code, expect):
    expect.equal([inputs[0] for inputs, _ in code.blocks([list(range(1, 10))], 4, 0)[:2]], [1, 5])


def each_token_is_predicted_once(code, expect):
    rng = random.Random(9)
    docs = [[rng.randint(1, 99) for _ in range(rng.randint(1, 12))] for _ in range(40)]
    stream = [token for doc in docs for token in [*doc, 0]]
    out = code.blocks(docs, 7, 0)
    inputs = [token for block, _ in out for token in block]
    expect.true([t for t in inputs if t][: 50] == [t for t in stream if t][: 50], "all tokens in their order", inputs[:50])
    expect.true(len(out) == -(-(len(stream) - 1) // 7), "as many blocks as the stream needs", len(out))
    labels = [label for _, block in out for label in block if label != -100]
    expect.true(labels == stream[1:], "each token is predicted once")


def the_last_label_is_the_next_blocks_first_input(code, expect):
    (_, labels), (inputs, _) = code.blocks([list(range(1, 10))], 4, 0)[:2]
    expect.equal(labels[-1], inputs[0])


def the_last_block_is_filled_and_ignored(code, expect):
    inputs, labels = code.blocks([[1, 2, 3]], 8, 9, -1)[0]
    expect.equal((len(inputs), len(labels), inputs[-1], labels[-1]), (8, 8, 9, -1))


def an_end_alone_predicts_nothing(code, expect):
    expect.equal(code.blocks([[]], 4, 0), [])


def growth(code, n):
    docs = code.keep([[1] * 20 for _ in range(n // 20)])
    return lambda: len(code.blocks(docs, 16, 0))
