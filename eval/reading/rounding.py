"""How the activations of a model are rounded so that its matrix products are off least.

Decides the rounding of each input of a matrix product, out of a small grid: the one whose product is off least,
as a share of the product token by token, averaged. By the sum over all tokens a few with huge activations decided
(mean cosine of the embedder with the exact vector 0.9979 instead of 0.9983).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.eight_bit import LEVELS, MOST, Floats, Rounding, Shared
from ingest.embedding.openvino import import_openvino

# How much of the unevenness of channels moves from activations to weights, and how far a range is cut.
SHARES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
CUTS = (1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2)
# Of a product that has more channels than results: eight brought the most, 64 no more.
EXACT_CHANNELS = 8
TOKENS = 2_000
SEED = 20


def fit_roundings(
    model: Any, shared: Sequence[Shared], inputs: Sequence[Mapping[str, NDArray[Any]]]
) -> list[tuple[float, Rounding]]:
    """How far off the products of `shared` are and how their input is rounded, in their order.

    Observed on `inputs`, each with one text and its `attention_mask`; `model`, an openvino.Model, gets new outputs.
    """
    return [
        _best(activations, np.concatenate([product.weights for product in found]))
        for activations, (_, found) in zip(_observe(model, shared, inputs), shared, strict=True)
    ]


def _observe(model: Any, shared: Sequence[Shared], inputs: Sequence[Mapping[str, NDArray[Any]]]) -> list[Floats]:
    """The activations that the products share, one array of float32 (tokens, channels) each."""
    first = len(model.outputs)
    model.add_outputs([source for source, _ in shared])
    exact = {"INFERENCE_PRECISION_HINT": "f32"}
    request = import_openvino().Core().compile_model(model, "CPU", exact).create_infer_request()
    found: list[list[Floats]] = [[] for _ in shared]
    for one in inputs:
        request.infer(one)
        is_read = one["attention_mask"][0] == 1
        for at, activations in enumerate(found, start=first):
            activations.append(request.get_output_tensor(at).data[0][is_read])
    return [np.concatenate(activations) for activations in found]


def _best(activations: Floats, weights: Floats) -> tuple[float, Rounding]:
    largest, heaviest = np.abs(activations).max(0) + 1e-6, np.abs(weights).max(0) + 1e-6
    count = EXACT_CHANNELS if len(largest) > weights.shape[0] else 0
    exact = np.sort(np.argsort(-largest)[:count])
    activations, weights = activations.copy(), weights.copy()
    activations[:, exact], weights[:, exact], largest[exact], heaviest[exact] = 0, 0, 1, 1
    rows = np.random.default_rng(SEED).choice(len(activations), min(TOKENS, len(activations)), replace=False)
    some = activations[rows]
    product = some @ weights.T
    found: list[tuple[float, Rounding]] = []
    for share in SHARES:
        channels = largest**share / heaviest ** (1 - share) if share else np.ones_like(largest)
        # As they are stored: the rounding is fitted for just these.
        channels = (channels / np.exp(np.log(channels).mean())).astype(np.float16).astype(np.float32)
        divided, scaled = activations / channels, weights * channels
        bound = np.abs(scaled).max(axis=1, keepdims=True) / (MOST)
        stored = np.round(scaled / bound) * bound
        for cut in CUTS:
            low, high = min(float(divided.min()) * cut, 0), max(float(divided.max()) * cut, 0)
            rounding = _with_zero(channels, low, high, exact)
            off = ((_rounded(some, rounding) @ stored.T - product) ** 2).sum(1) / (product**2).sum(1)
            found.append((float(off.mean()), rounding))
    return min(found, key=lambda pair: pair[0])


def _with_zero(channels: Floats, low: float, high: float, exact: NDArray[np.int64]) -> Rounding:
    """The range moved so that 0 is one of its steps, as integer arithmetic needs it."""
    step = (high - low) / (LEVELS - 1)
    below = round(-low / step)
    return Rounding(channels, -below * step, (LEVELS - 1 - below) * step, exact)


def _rounded(activations: Floats, rounding: Rounding) -> Floats:
    step = (rounding.high - rounding.low) / (LEVELS - 1)
    steps = np.round(np.clip(activations / rounding.channels, rounding.low, rounding.high) / step)
    found: Floats = (steps * step).astype(np.float32)
    return found
