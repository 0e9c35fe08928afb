"""`coach reader export FOLDER OUT`: a trained reader -> the files that app/reading/reader.py runs.

Decides the number format. Weights of matrix products and the word vectors are stored in 8 bit, one scale a row;
activations are rounded by OpenVINO as they come (dynamic quantization), so that nothing has to be fitted.
"""

import hashlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from app.reading.reader import CARD, MODEL, Card
from eval.reading.pairs import own_pairs
from eval.reading.report import logits_of, read_model, temperature_of
from eval.reading.texts import Side, of_side, read_sides, read_texts
from ingest.embedding.eight_bit import products
from ingest.embedding.openvino import import_openvino

MOST = 127
NAME = "reader-minilm-l6"
TOKENIZER = "tokenizer.json"


def export(model: torch.nn.Module, path: Path, *, eight_bit: bool = True) -> None:
    """Write `model` as OpenVINO IR to `path` (and its .bin): int64 ids, mask, types -> logits, float32 (pairs, 3)."""
    openvino = import_openvino()
    # After import_openvino, which keeps its telemetry out.
    from openvino.frontend import FrontEndManager  # noqa: PLC0415
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415

    ones = torch.ones(2, 16, dtype=torch.long)
    names = ("input_ids", "attention_mask", "token_type_ids")
    with warnings.catch_warnings():
        # Tracing warns of branches that our inputs never take.
        warnings.simplefilter("ignore")
        decoder = TorchScriptPythonDecoder(model.eval(), example_input=dict.fromkeys(names, ones))
        frontend = FrontEndManager().load_by_framework("pytorch")
        exported = frontend.convert(frontend.load(decoder))
    if eight_bit:
        store_in_eight_bit(exported)
    openvino.save_model(exported, str(path), compress_to_fp16=True)


def store_in_eight_bit(model: Any) -> None:
    """Store what matrix products multiply by, and the word vectors, as int8 with a scale a row; changes `model`."""
    for _, shared in products(model):
        for product in shared:
            stored = product.weights if product.transposed else product.weights.T
            product.node.input(1).replace_source_output(_stored(stored, 1 if product.transposed else 0))
    for node in model.get_ordered_ops():
        if node.get_type_name() == "Gather":
            table = _constant_of(node.input_value(0).get_node())
            if table is not None and table.ndim == 2 and len(table) > 10_000:
                node.input(0).replace_source_output(_stored(table, 1))
    model.validate_nodes_and_infer_types()


def _constant_of(node: Any) -> NDArray[np.float32] | None:
    if node.get_type_name() == "Convert":
        node = node.input_value(0).get_node()
    return np.array(node.get_data(), dtype=np.float32) if node.get_type_name() == "Constant" else None


def _stored(weights: NDArray[np.float32], axis: int) -> Any:
    opset = import_openvino().opset13
    step = np.abs(weights).max(axis=axis, keepdims=True) / MOST
    steps = np.round(weights / np.maximum(step, 1e-12)).astype(np.int8)
    scale = opset.constant(step.astype(np.float32))
    return opset.multiply(opset.convert(opset.constant(np.ascontiguousarray(steps)), "f32"), scale).output(0)


def write_card(folder: Path, temperature: float) -> None:
    """Write reader.json beside the exported files of `folder`."""
    names = (MODEL, str(Path(MODEL).with_suffix(".bin")), TOKENIZER)
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    card = Card(name=f"{NAME}-{files[names[1]][:8]}", files=files, temperature=round(temperature, 4))
    (folder / CARD).write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")


def export_reader(folder: Path, out: Path, *, temperature: float | None, eight_bit: bool) -> None:
    """Export a trained reader; without a `temperature` it is fitted on the held-out questions."""
    torch.set_num_threads(1)
    model = read_model(folder)
    chosen = temperature or _fitted(model, folder)
    out.mkdir(parents=True, exist_ok=True)
    export(model, out / MODEL, eight_bit=eight_bit)
    (out / TOKENIZER).write_bytes((folder / TOKENIZER).read_bytes())
    write_card(out, chosen)


def _fitted(model: Any, folder: Path) -> float:
    texts = of_side(read_texts(), read_sides(), Side.HELD_OUT)
    pairs = own_pairs(texts)
    labels = np.array([int(np.argmax(pair.target)) for pair in pairs])
    return temperature_of(logits_of(model, folder)(pairs), labels)
