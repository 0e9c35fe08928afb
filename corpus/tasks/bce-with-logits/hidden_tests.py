import numpy as np


def certain_predictions_stay_finite(code, expect):
    expect.close(code.bce_with_logits(np.array([40.0]), np.array([0.0]))[0], 40.0, 1e-6)
    expect.close(code.bce_with_logits(np.array([1000.0]), np.array([1.0]))[0], 0.0)
    expect.close(code.bce_with_logits(np.array([-1000.0]), np.array([1.0]))[0], 1000.0, 1e-6)


def nothing_overflows(code, expect):
    code.do("call", name="simplefilter", thing=code.make("importlib.import_module", "warnings"), args=["error"], kwargs={}, keep=False)
    loss, grad = code.bce_with_logits(np.array([800.0, -800.0, 3.0]), np.array([1.0, 0.0, 1.0]))
    expect.true(bool(np.isfinite(loss)) and bool(np.isfinite(grad).all()), "a finite loss and gradient", loss)


def agrees_with_the_definition(code, expect):
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=6) * 3, rng.random(6)
    p = 1 / (1 + np.exp(-z))
    expect.close(code.bce_with_logits(z, y)[0], -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), 1e-9)


def the_gradient_is_that_of_the_mean(code, expect):
    z, y = np.array([-1.0, 0.5, 2.0]), np.array([0.0, 1.0, 0.25])
    expect.close(code.bce_with_logits(z, y)[1], (1 / (1 + np.exp(-z)) - y) / 3)
