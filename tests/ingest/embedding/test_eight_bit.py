"""What is rounded: the arithmetic on a model of one product, where every number is known; and that the fit fits."""

import numpy as np
import pytest

from ingest.embedding.eight_bit import (
    Rounding,
    opset13,
    products,
    read_roundings,
    round_products,
    to_eight_bit,
    without_rounding,
)
from ingest.embedding.openvino import import_openvino

CHANNELS = 64


def model_of(weights: np.ndarray, *, transposed: bool) -> object:
    given = opset13.parameter([1, -1, weights.shape[1]], np.float32)
    constant = opset13.constant(weights if transposed else np.ascontiguousarray(weights.T))
    return import_openvino().Model([opset13.matmul(given, constant, False, transposed)], [given])


def outputs(model: object, given: np.ndarray) -> np.ndarray:
    compiled = import_openvino().Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled(given)[0]


@pytest.fixture
def case() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(4)
    given = random.normal(size=(1, 50, CHANNELS)).astype(np.float32)
    given[:, 7, 3] = 300
    return random.normal(size=(16, CHANNELS)).astype(np.float32), given


def off(weights: np.ndarray, given: np.ndarray, rounding: Rounding, *, transposed: bool = True) -> np.ndarray:
    model = model_of(weights, transposed=transposed)
    exact = given[0] @ weights.T
    round_products(list(products(model)), [rounding])
    return np.linalg.norm(outputs(model, given)[0] - exact, axis=1) / np.linalg.norm(exact, axis=1)


@pytest.mark.parametrize("transposed", [True, False])
def test_a_channel_that_is_exact_leaves_the_range_to_the_others(
    case: tuple[np.ndarray, np.ndarray], transposed: bool
) -> None:
    weights, given = case
    even, step = np.ones(CHANNELS, dtype=np.float32), 4 / 128
    exact = Rounding(even, -128 * step, 127 * step, np.array([3]))
    assert off(weights, given, exact, transposed=transposed).max() < 0.03
    wide = Rounding(even, -300.0, 300.0 * 127 / 128, np.array([], dtype=np.int64))
    assert np.median(off(weights, given, wide, transposed=transposed)) > 0.1


def test_channels_are_divided_and_the_weights_make_up_for_it(case: tuple[np.ndarray, np.ndarray]) -> None:
    weights, given = case
    uneven = given * np.linspace(0.01, 100, CHANNELS, dtype=np.float32)
    uneven[:, 7, 3] = 0
    channels = np.abs(uneven).max((0, 1)).astype(np.float32)
    step = 1 / 127
    rounding = Rounding(channels, -128 * step, 127 * step, np.array([], dtype=np.int64))
    assert off(weights / channels, uneven, rounding).max() < 0.03


def test_without_rounding_activations_are_as_they_come(case: tuple[np.ndarray, np.ndarray]) -> None:
    weights, given = case
    narrow = Rounding(np.full(CHANNELS, 2, dtype=np.float32), -0.01, 0.01 * 127 / 128, np.array([3]))
    assert off(weights, given, narrow).max() > 0.5
    model = model_of(weights, transposed=True)
    round_products(list(products(model)), [narrow])
    without_rounding(model)
    exact = given[0] @ weights.T
    assert np.abs(outputs(model, given)[0] - exact).max() < 0.02 * np.abs(exact).max()


def test_a_model_that_was_not_fitted_is_refused(case: tuple[np.ndarray, np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"have \[64\] channels.*fit it again: coach fit eight-bit"):
        to_eight_bit(model_of(case[0], transposed=True), read_roundings())


def test_the_fit_has_a_range_with_zero_on_a_step_for_each_product_of_six_layers() -> None:
    roundings = read_roundings()
    assert [len(rounding.channels) for rounding in roundings] == [384, 384, 384, 1536] * 6
    for rounding in roundings:
        steps = -rounding.low / ((rounding.high - rounding.low) / 255)
        assert steps == pytest.approx(round(steps), abs=1e-3)
        assert (rounding.channels > 0).all()
    assert len(list(products(model_of(np.ones((2, 8), dtype=np.float32), transposed=True)))) == 1
