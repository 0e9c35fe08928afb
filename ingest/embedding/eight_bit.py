"""A model with its matrix products in 8 bit, for a CPU that has VNNI: the embedder for many texts, and the reader.

Decides how activations and weights are rounded. Each input of a matrix product is divided channel by channel by what
was fitted for it, so that one large channel does not make the rounding of all others coarse, and then rounded in one
range; the weights are multiplied by the same numbers and rounded row by row. A few channels that are far larger than
all others (24 where the next has 6, after the first GELU) are multiplied exactly and added: rounded with the others,
they made the error of the product up to 5 times as large. For the embedder `coach fit eight-bit` fits
`activations.npz`, on sentences of the corpus; the reader is fitted when it is exported.

Sources: SmoothQuant, https://arxiv.org/abs/2211.10438; LLM.int8(), https://arxiv.org/abs/2208.07339; the form that
OpenVINO runs in 8 bit: https://docs.openvino.ai/2024/openvino-workflow/model-optimization-guide.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.openvino import import_openvino

opset13 = import_openvino().opset13
Floats = NDArray[np.float32]

ACTIVATIONS = Path(__file__).with_name("activations.npz")
# Number of steps of an activation, and the largest step of a weight in either direction.
LEVELS, MOST = 256, 127


@dataclass(frozen=True)
class Rounding:
    """How one activation is rounded.

    `channels`: float32 (channels,) that it is divided by; `low`..`high`: the range after that; `exact`: int64, the
    channels that are not rounded.
    """

    channels: Floats
    low: float
    high: float
    exact: NDArray[np.int64]


@dataclass(frozen=True)
class Product:
    """A matrix product with a constant: its node, and the weights as float32 (out, channels)."""

    node: Any
    weights: Floats
    transposed: bool


# An output, and the products that share it as input.
Shared = tuple[Any, list[Product]]


def products(model: Any) -> Iterator[Shared]:
    """The products of `model` with constants by the output that they share as input, in the model's order."""
    shared: dict[tuple[str, int], tuple[Any, list[Product]]] = {}
    for node in model.get_ordered_ops():
        weights = constant_of(node.input_value(1).get_node()) if node.get_type_name() == "MatMul" else None
        if weights is not None:
            transposed = bool(node.get_attributes()["transpose_b"])
            source = node.input_value(0)
            key = (source.get_node().get_friendly_name(), source.get_index())
            product = Product(node, weights if transposed else weights.T, transposed)
            shared.setdefault(key, (source, []))[1].append(product)
    yield from shared.values()


def constant_of(node: Any) -> Floats | None:
    """The values of a node that is a constant, or one that is converted; None of any other node."""
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    return np.array(node.get_data(), dtype=np.float32) if node.get_type_name() == "Constant" else None


def read_roundings() -> list[Rounding]:
    """What was fitted, in the order of `products`."""
    with np.load(ACTIVATIONS) as file:
        roundings = []
        for at in range(len(file.files) // 3):
            low, high = file[f"range_{at}"].tolist()
            roundings.append(Rounding(file[f"channels_{at}"].astype(np.float32), low, high, file[f"exact_{at}"]))
    return roundings


def to_eight_bit(model: Any, roundings: list[Rounding]) -> None:
    """Change the embedder's `model`, an openvino.Model, in place.

    Raises:
        ValueError: the model has another number of products, or of channels, than was fitted.
    """
    found = list(products(model))
    have = [shared[0].weights.shape[1] for _, shared in found]
    fitted = [len(rounding.channels) for rounding in roundings]
    if have != fitted:
        raise ValueError(
            f"the model's products have {have} channels, {ACTIVATIONS.name} is for {fitted}; "
            "fit it again: coach fit eight-bit"
        )
    round_products(found, roundings)
    model.validate_nodes_and_infer_types()


def round_products(found: Sequence[Shared], roundings: Sequence[Rounding]) -> None:
    """Round some products of a model, each with the rounding in its place; the model is changed, not validated."""
    for (source, shared), rounding in zip(found, roundings, strict=True):
        low, high = (_constant(np.full((1, 1, 1), bound)) for bound in (rounding.low, rounding.high))
        divided = opset13.multiply(source, _constant(1 / rounding.channels.reshape(1, 1, -1)))
        rounded = opset13.fake_quantize(divided, low, high, low, high, LEVELS)
        for product in shared:
            _round(product, rounded, rounding)
            if len(rounding.exact):
                _add_exact(product, source, rounding.exact)


def without_rounding(model: Any) -> None:
    """Change `model` in place to one that rounds no activation, for a CPU on which 8-bit products saturate."""
    for node in model.get_ordered_ops():
        if node.get_type_name() == "FakeQuantize":
            node.output(0).replace(node.input_value(0))
    model.validate_nodes_and_infer_types()


def _round(product: Product, rounded: Any, rounding: Rounding) -> None:
    weights = product.weights * rounding.channels
    weights[:, rounding.exact] = 0
    step = np.abs(weights).max(axis=1, keepdims=True) / MOST
    steps = np.round(weights / step).astype(np.int8)
    if not product.transposed:
        steps, step = np.ascontiguousarray(steps.T), np.ascontiguousarray(step.T)
    stored = opset13.multiply(opset13.convert(opset13.constant(steps), "f32"), _constant(step))
    product.node.input(0).replace_source_output(rounded.output(0))
    product.node.input(1).replace_source_output(stored.output(0))


def _add_exact(product: Product, source: Any, exact: NDArray[np.int64]) -> None:
    consumers = list(product.node.output(0).get_target_inputs())
    axis = opset13.constant(np.array(2, dtype=np.int64))
    weights = _constant(np.ascontiguousarray(product.weights[:, exact]))
    part = opset13.matmul(opset13.gather(source, opset13.constant(exact), axis), weights, False, True)
    whole = opset13.add(product.node.output(0), part)
    for consumer in consumers:
        consumer.replace_source_output(whole.output(0))


def _constant(values: Any) -> Any:
    return opset13.constant(np.asarray(values, dtype=np.float32))
