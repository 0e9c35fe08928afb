"""`coach reader restore FOLDER OUT`: an exported reader -> the weights in PyTorch, to be taught further.

Decides how 8 bit are read back: what export.py divided by the channels of an activation is multiplied again, and the
channels that it left exact are put in their places. What was rounded away stays away (half a step of 127 a row).
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from app.reading.reader import MODEL
from eval.reading.export import TOKENIZER
from eval.reading.model import ReaderModel
from eval.reading.train import RUN, WEIGHTS, Run
from ingest.embedding.eight_bit import constant_of
from ingest.embedding.openvino import import_openvino
from ingest.embedding.packaged_model import packaged_model

Floats = NDArray[np.float32]
# What names a parameter in the exported graph begins with.
OURS = "self."
LAYER = "__module."
WORDS = "encoder.embeddings.word_embeddings.weight"


def restore(folder: Path, out: Path) -> Path:
    """Write what `coach reader train --set start=OUT` begins with.

    Raises:
        ValueError: the graph of `folder` is not one that export.py writes: a parameter is not found in it.
    """
    graph = import_openvino().Core().read_model(str(folder / MODEL))
    found: dict[str, Floats] = {}
    for node in graph.get_ordered_ops():
        if node.get_type_name() == "MatMul":
            _read_product(node, found)
        elif node.get_type_name() == "Constant" and node.get_friendly_name().startswith(OURS):
            found[node.get_friendly_name().removeprefix(OURS)] = np.array(node.get_data(), dtype=np.float32)
        elif node.get_type_name() == "Gather" and _is_stored(node.input_value(0).get_node()):
            found[WORDS] = _rounded(node.input_value(0).get_node())
    model = ReaderModel(packaged_model().folder)
    weights = model.state_dict()
    if missing := sorted(set(weights) - set(found)):
        raise ValueError(f"{folder / MODEL} has no {missing[0]}: it is no reader that `coach reader export` wrote")
    model.load_state_dict({name: torch.from_numpy(found[name]).reshape(weights[name].shape) for name in weights})
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / WEIGHTS)
    (out / RUN).write_text(json.dumps(asdict(Run()), indent=1, sort_keys=True), encoding="utf-8")
    (out / TOKENIZER).write_bytes((folder / TOKENIZER).read_bytes())
    return out / WEIGHTS


def _read_product(product: Any, found: dict[str, Floats]) -> None:
    """The weights of a layer of the encoder; its node bears its name."""
    stored = product.input_value(1).get_node()
    name = product.get_friendly_name()
    if stored.get_type_name() != "Multiply" or not name.startswith(LAYER):
        return
    weights = _rounded(stored)
    rounded = product.input_value(0).get_node()
    divided = rounded.input_value(0).get_node()
    weights = weights * _values(divided.input_value(1).get_node()).reshape(1, -1)
    exact = _exact_part(product)
    if exact is not None:
        channels = _values(exact.input_value(0).get_node().input_value(1).get_node()).astype(np.int64)
        weights[:, channels] = _values(exact.input_value(1).get_node())
    found[name.removeprefix(LAYER).partition("/")[0] + ".weight"] = weights


def _is_stored(node: Any) -> bool:
    return bool(node.get_type_name() == "Multiply" and node.input_value(0).get_node().get_type_name() == "Convert")


def _exact_part(product: Any) -> Any | None:
    """The product of the channels that are not rounded, which is added to `product`, if there is one."""
    (reader,) = product.output(0).get_target_inputs()
    beside = [each.get_source_output().get_node() for each in reader.get_node().inputs()]
    return next((each for each in beside if each.get_type_name() == "MatMul" and each != product), None)


def _rounded(stored: Any) -> Floats:
    """Weights as int8 with a step a row -> float32."""
    return _values(stored.input_value(0).get_node()) * _values(stored.input_value(1).get_node())


def _values(node: Any) -> Floats:
    values = constant_of(node)
    if values is None:
        raise ValueError(f"{node.get_friendly_name()} is no constant: not a graph that `coach reader export` wrote")
    return values
