"""`coach reader export FOLDER OUT`: a trained reader -> the files that app/reading/reader.py runs.

Decides the number format: the matrix products of the encoder in 8 bit (ingest/embedding/eight_bit.py), in ranges fitted
on answers that the reader was taught, and the word vectors in 8 bit with one scale a row. What tells the states and
outcomes at the end has few results and costs nothing; it stays exact.
"""

import hashlib
import random
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from app.reading.encoding import INPUTS, Encoded, encode, model_inputs
from app.reading.outcome import STATES, Excerpt
from app.reading.reader import CARD, MODEL, Card
from eval.reading.annotated import read_annotated
from eval.reading.report import of_side, read_model, reads_of, temperature_of
from eval.reading.rounding import fit_roundings
from eval.reading.texts import Side, read_sides
from eval.training_examples.cuts import stretch
from eval.training_examples.epoch import of_sentences
from ingest.embedding.eight_bit import Shared, constant_of, products, round_products
from ingest.embedding.embedder import read_tokenizer
from ingest.embedding.openvino import import_openvino

MOST = 127
# Tables of vectors with fewer rows are those of places and types.
FEWEST_WORDS = 1_000
# Excerpts that the ranges are fitted on, and how many sentences each has at most.
EXCERPTS, LONGEST = 120, 12
SEED = 20
NAME = "reader-minilm-l6"
TOKENIZER = "tokenizer.json"


def export(model: torch.nn.Module, path: Path, taught: Sequence[Encoded] = ()) -> None:
    """Write `model` as OpenVINO IR to `path` (and its .bin): `model_inputs` -> logits of states and outcomes.

    `taught`: what the ranges of 8 bit are fitted on; without it nothing is rounded.
    """
    openvino = import_openvino()
    ones = torch.ones(2, 16, dtype=torch.long)
    exported = traced(model, dict.fromkeys(INPUTS[:3], ones) | {INPUTS[3]: torch.ones(2, 3, 16)})
    if taught:
        eight_bit_of(exported, [model_inputs([one]) for one in taught], len(STATES))
    openvino.save_model(exported, str(path), compress_to_fp16=True)


def traced(model: torch.nn.Module, example: dict[str, Any]) -> Any:
    """`model` as an openvino.Model, traced with inputs like `example`."""
    import_openvino()
    # After import_openvino, which keeps its telemetry out.
    from openvino.frontend import FrontEndManager  # noqa: PLC0415
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415

    with warnings.catch_warnings():
        # Tracing warns of branches that our inputs never take.
        warnings.simplefilter("ignore")
        decoder = TorchScriptPythonDecoder(model.eval(), example_input=example)
        frontend = FrontEndManager().load_by_framework("pytorch")
        return frontend.convert(frontend.load(decoder))


def eight_bit_of(model: Any, inputs: Sequence[Mapping[str, NDArray[Any]]], results: int) -> None:
    """Round the products of the encoder, and store the word vectors as int8 with a scale a row; changes `model`.

    The ranges are fitted on `inputs` of one text each. A product of at most so many `results` stays exact.
    """
    observed = model.clone()
    fitted = fit_roundings(observed, _of_encoder(observed, results), inputs)
    round_products(_of_encoder(model, results), [rounding for _, rounding in fitted])
    for node in model.get_ordered_ops():
        if node.get_type_name() == "Gather":
            table = constant_of(node.input_value(0).get_node())
            if table is not None and table.ndim == 2 and len(table) > FEWEST_WORDS:
                node.input(0).replace_source_output(_stored(table))
    model.validate_nodes_and_infer_types()


def _of_encoder(model: Any, results: int) -> list[Shared]:
    return [(source, found) for source, found in products(model) if len(found[0].weights) > results]


def _stored(table: NDArray[np.float32]) -> Any:
    opset = import_openvino().opset13
    step = np.abs(table).max(axis=1, keepdims=True) / MOST
    steps = np.round(table / np.maximum(step, 1e-12)).astype(np.int8)
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
    export(model, out / MODEL, taught_excerpts(folder) if eight_bit else ())
    (out / TOKENIZER).write_bytes((folder / TOKENIZER).read_bytes())
    write_card(out, chosen)


def taught_excerpts(folder: Path) -> list[Encoded]:
    """Stretches of annotated answers of the side `train` against their points, drawn with a fixed seed."""
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    questions = of_side(read_annotated(), read_sides(), Side.TRAIN)
    drawn = []
    for question in rng.choices(questions, k=EXCERPTS):
        number = rng.randint(1, len(question.points))
        sentences = stretch(rng.choice(question.answers).sentences, number, LONGEST, rng)
        drawn.append(Excerpt(question.points[number - 1].text, tuple(sentence.text for sentence in sentences)))
    return encode(read_tokenizer(folder), drawn)


def _fitted(model: Any, folder: Path) -> float:
    examples = [
        of_sentences(point.text, answer.sentences, number)
        for question in of_side(read_annotated(), read_sides(), Side.TUNE)
        for answer in question.answers
        for number, point in enumerate(question.points, start=1)
    ]
    labels = np.array([int(np.argmax(example.states)) for example in examples])
    return temperature_of(reads_of(model, folder)(examples)[0], labels)
