import numpy as np


def whole(weight, bias, micro_batches, lr, most_norm):
    x = np.concatenate([np.array(rows) for rows, _ in micro_batches])
    y = np.concatenate([np.array(targets) for _, targets in micro_batches])
    error = x @ np.array(weight) + bias - y
    grad = np.append(2 * x.T @ error / len(y), 2 * error.mean())
    norm = float(np.linalg.norm(grad))
    grad *= min(1.0, most_norm / (norm + 1e-6))
    return [*(np.array(weight) - lr * grad[:-1]), bias - lr * grad[-1]], float((error**2).mean())


def batches(sizes, seed):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(size, 3)).tolist(), (3 * rng.normal(size=size)).tolist()) for size in sizes]


def is_that_of_the_whole(code, expect, sizes, most_norm, seed, weight=(0.5, -1.0, 2.0), bias=0.3):
    given = batches(sizes, seed)
    found = code.step(list(weight), bias, given, 0.05, most_norm)
    expect.close([*found[0], found[1]], whole(weight, bias, given, 0.05, most_norm)[0], 1e-9)


def micro_batches_of_one_size_give_the_step_of_the_whole(code, expect):
    is_that_of_the_whole(code, expect, [4, 4, 4], 1e9, 0)


def sizes_that_differ_give_the_step_of_the_whole(code, expect):
    is_that_of_the_whole(code, expect, [1, 7, 2], 1e9, 1)


def the_whole_gradient_is_clipped_once(code, expect):
    is_that_of_the_whole(code, expect, [3, 3, 3, 3], 0.5, 2)


def the_bias_counts_for_the_norm(code, expect):
    # Rows of zeros: the gradient of the bias is far larger than that of the weight, which comes from one small row.
    given = [([[0.0, 0.0, 0.0]], [5.0]), ([[0.3, 0.0, 0.1]], [4.0])]
    found = code.step([0.0, 0.0, 0.0], 0.0, given, 0.05, 1.0)
    expect.close([*found[0], found[1]], whole([0.0, 0.0, 0.0], 0.0, given, 0.05, 1.0)[0], 1e-9)


def the_loss_is_a_plain_number_over_all_rows(code, expect):
    given = batches([1, 6, 3], 4)
    loss = code.step([0.5, -1.0, 2.0], 0.3, given, 0.05, 1e9)[2]
    expect.close(loss, whole([0.5, -1.0, 2.0], 0.3, given, 0.05, 1e9)[1], 1e-9)
