"""Fits ingest/embedding/activations.npz, how the embedder's matrix products are rounded: `coach fit eight-bit`."""

from typing import Any

import numpy as np

from app.settings import Settings
from eval.reading.rounding import fit_roundings
from eval.speed.material import sentences
from ingest.embedding.default_embedder import load_embedder, model_inputs
from ingest.embedding.eight_bit import ACTIVATIONS, products
from ingest.embedding.embedder import read_tokenizer
from ingest.embedding.openvino import EXACT, import_openvino
from ingest.embedding.packaged_model import exported_folder

TEXTS, SENTENCES = 200, 4
SEED = 20


def fit_eight_bit(settings: Settings) -> None:
    """Observe the activations on texts of the corpus, fit, write."""
    load_embedder(settings.models_folder)
    folder = exported_folder(settings.models_folder)
    told = sentences(settings.corpus_paths)
    picked = np.random.default_rng(SEED).choice(len(told) - SENTENCES, TEXTS, replace=False).tolist()
    model = import_openvino().Core().read_model(str(folder / EXACT))
    tokenizer = read_tokenizer(folder)
    encodings = [tokenizer.encode(" ".join(told[at : at + SENTENCES])) for at in picked]
    kept: dict[str, Any] = {}
    fitted = fit_roundings(model, list(products(model)), [model_inputs([encoding]) for encoding in encodings])
    for at, (off, rounding) in enumerate(fitted):
        kept[f"channels_{at}"] = rounding.channels.astype(np.float16)
        kept[f"range_{at}"] = np.array([rounding.low, rounding.high])
        kept[f"exact_{at}"] = rounding.exact
        print(f"{at:2} {len(rounding.channels):5} channels, {len(rounding.exact)} of them exact, off by {off:.5f}")
    np.savez_compressed(ACTIVATIONS, **kept)
