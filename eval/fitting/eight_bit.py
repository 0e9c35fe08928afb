"""Fits ingest/activations.npz: `coach fit eight-bit`.

Decides the rounding of each input of a matrix product, out of a small grid: the one whose product is off least,
as a share of the product token by token, averaged. By the sum over all tokens a few with huge activations decided
(mean cosine with the exact vector 0.9979 instead of 0.9983).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from app.settings import Settings
from eval.speed.material import sentences
from ingest.embedding.eight_bit import ACTIVATIONS, LEVELS, MOST, Floats, Product, Rounding, products
from ingest.embedding.embedder import exported_folder, load_embedder, model_inputs, read_tokenizer
from ingest.embedding.openvino import EXACT, import_openvino

Shared = tuple[Any, list[Product]]

# How much of the unevenness of channels moves from activations to weights, and how far a range is cut.
SHARES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
CUTS = (1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2)
# Of a product that has more channels than results: eight brought the most, 64 no more.
EXACT_CHANNELS = 8
TEXTS, SENTENCES = 200, 4
TOKENS = 2_000
SEED = 20


def fit_eight_bit(settings: Settings) -> None:
    """Observe the activations on texts of the corpus, fit, write."""
    load_embedder(settings.models_folder)
    folder = exported_folder(settings.models_folder)
    core = import_openvino().Core()
    told = sentences(settings.corpus_paths)
    picked = np.random.default_rng(SEED).choice(len(told) - SENTENCES, TEXTS, replace=False).tolist()
    model = core.read_model(str(folder / EXACT))
    shared = list(products(model))
    tokenizer = read_tokenizer(folder)
    encodings = [tokenizer.encode(" ".join(told[at : at + SENTENCES])) for at in picked]
    seen = _observe(core, model, shared, encodings)
    kept: dict[str, Any] = {}
    for at, (activations, (_, found)) in enumerate(zip(seen, shared, strict=True)):
        off, rounding = _best(activations, np.concatenate([product.weights for product in found]))
        kept[f"channels_{at}"] = rounding.channels.astype(np.float16)
        kept[f"range_{at}"] = np.array([rounding.low, rounding.high])
        kept[f"exact_{at}"] = rounding.exact
        print(f"{at:2} {len(rounding.channels):5} channels, {len(rounding.exact)} of them exact, off by {off:.5f}")
    np.savez_compressed(ACTIVATIONS, **kept)


def _observe(core: Any, model: Any, shared: Sequence[Shared], encodings: Sequence[Encoding]) -> list[Floats]:
    """The activations that the products share, one array of float32 (tokens, channels) each."""
    first = len(model.outputs)
    model.add_outputs([source for source, _ in shared])
    request = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
    found: list[list[Floats]] = [[] for _ in shared]
    for encoding in encodings:
        request.infer(model_inputs([encoding]))
        for at, activations in enumerate(found, start=first):
            activations.append(request.get_output_tensor(at).data[0].copy())
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
