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

from app.reading.encoding import INPUTS
from app.reading.reader import CARD, MODEL, Card
from eval.reading.annotated import read_annotated
from eval.reading.examples import of_sentences
from eval.reading.report import of_side, read_model, reads_of, temperature_of
from eval.reading.texts import Side, read_sides
from ingest.embedding.eight_bit import products
from ingest.embedding.openvino import import_openvino

MOST = 127
NAME = "reader-minilm-l6"
TOKENIZER = "tokenizer.json"


def export(model: torch.nn.Module, path: Path, *, eight_bit: bool = True) -> None:
    """Write `model` as OpenVINO IR to `path` (and its .bin): `model_inputs` -> logits of states and outcomes."""
    openvino = import_openvino()
    # After import_openvino, which keeps its telemetry out.
    from openvino.frontend import FrontEndManager  # noqa: PLC0415
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415

    ones = torch.ones(2, 16, dtype=torch.long)
    example = dict.fromkeys(INPUTS[:3], ones) | {INPUTS[3]: torch.ones(2, 3, 16)}
    with warnings.catch_warnings():
        # Tracing warns of branches that our inputs never take.
        warnings.simplefilter("ignore")
        decoder = TorchScriptPythonDecoder(model.eval(), example_input=example)
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
    """Export a trained reader; without a `temperature` it is fitted on the side `tune`."""
    torch.set_num_threads(1)
    model = read_model(folder)
    chosen = temperature or _fitted(model, folder)
    out.mkdir(parents=True, exist_ok=True)
    export(model, out / MODEL, eight_bit=eight_bit)
    (out / TOKENIZER).write_bytes((folder / TOKENIZER).read_bytes())
    write_card(out, chosen)


def _fitted(model: Any, folder: Path) -> float:
    examples = [
        of_sentences(point.text, answer.sentences, number)
        for question in of_side(read_annotated(), read_sides(), Side.TUNE)
        for answer in question.answers
        for number, point in enumerate(question.points, start=1)
    ]
    labels = np.array([int(np.argmax(example.states)) for example in examples])
    return temperature_of(reads_of(model, folder)(examples)[0], labels)
