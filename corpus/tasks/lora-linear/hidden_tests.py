import numpy as np


def made(code, rank=2, alpha=4.0):
    rng = np.random.default_rng(1)
    W, X, B = rng.normal(size=(6, 4)), rng.normal(size=(3, 6)), rng.normal(size=(rank, 4))
    layer = code.LoRALinear(W, rank, alpha)
    layer.assign("B", B)
    return layer, W, X, B


def at_the_start_nothing_changes(code, expect):
    W, X = np.arange(24.0).reshape(6, 4), np.ones((3, 6))
    expect.close(code.LoRALinear(W, 2, 4.0).forward(X), X @ W)


def the_other_matrix_is_random(code, expect):
    A = code.LoRALinear(np.ones((6, 4)), 2, 4.0).value_of("A")
    expect.true(len(set(A.ravel().tolist())) > 6, "different random numbers", A)


def the_update_is_scaled_by_alpha_over_rank(code, expect):
    layer, W, X, B = made(code)
    A = layer.value_of("A")
    expect.close(layer.forward(X), X @ W + 2.0 * X @ A @ B)


def the_update_has_the_rank(code, expect):
    layer, W, _, _ = made(code)
    expect.equal(int(np.linalg.matrix_rank(layer.merged() - W)), 2)


def the_merged_weight_gives_the_same_output(code, expect):
    layer, W, X, _ = made(code)
    expect.close(X @ layer.merged(), layer.forward(X))
    expect.close(layer.value_of("W") if hasattr(W, "shape") else W, W)


def the_gradients_are_those_of_the_output(code, expect):
    layer, _, X, _ = made(code)
    dY = np.random.default_rng(2).normal(size=(3, 4))
    for name, grad in zip("AB", layer.gradients(X, dY), strict=True):
        array = layer.value_of(name)
        for at in list(np.ndindex(array.shape))[::3]:
            sums = []
            for sign in (1, -1):
                moved = array.copy()
                moved[at] += sign * 1e-6
                layer.assign(name, moved)
                sums.append(float((layer.forward(X) * dY).sum()))
            expect.close(grad[at], (sums[0] - sums[1]) / 2e-6, 1e-5)
        layer.assign(name, array)
