"""`coach fit messages`: teach the classifier of messages, and export it as app/hearing runs it.

Decides the schedule of the training and the number format: the matrix products in 8 bit, in ranges fitted on messages
that were taught, the word vectors as int8 with a scale a row. It takes about ten minutes on two cores.
"""

import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn

from app.hearing.classifier import (
    CARD,
    INPUTS,
    MODEL,
    TOKENIZER,
    WEIGHTS,
    Card,
    Classifier,
    Ids,
    model_inputs,
    pieces_of,
)
from app.hearing.recognition import Recogniser
from app.settings import Settings
from eval.hearing.messages import ANSWER, OPENED, Message, read_messages, taught
from eval.hearing.model import ClassifierModel, fewer_pieces
from eval.reading.export import eight_bit_of, traced
from eval.reading.model import decay_groups
from eval.reading.train import HAS_BF16_UNITS, schedule
from ingest.bank.questions import load_bank
from ingest.embedding.embedder import shared_tokenizer
from ingest.embedding.openvino import import_openvino
from ingest.embedding.packaged_model import packaged_model

# Messages that the ranges of 8 bit are fitted on.
RANGED = 150
TOLD_EACH = 100

Inputs = dict[str, Ids]


@dataclass(frozen=True)
class Run:
    """What a training run is: the same values and messages give the same figures."""

    seed: int = 20
    epochs: int = 3
    batch: int = 32
    rate: float = 1e-4
    warm_up: float = 0.08
    decay: float = 0.01
    smoothing: float = 0.05


ORDINARY = Run()


def fit_messages(settings: Settings, out: Path = WEIGHTS) -> str:
    """Teach the classifier with what the repository has, and write it to `out`; returns what it makes of OPENED."""
    questions = [question.text for question in load_bank(settings.corpus / "questions")]
    return f"{fit(taught(settings), questions, out)}\n{measured(Classifier(out), read_messages(*OPENED))}"


def measured(classifier: Classifier, messages: Sequence[Message]) -> str:
    """How many answers are taken for commands and commands for answers, by the classifier and its bound alone."""
    recogniser = Recogniser(classifier)
    heard = Counter((one.label == ANSWER, recogniser.command(one.text, one.question) is None) for one in messages)
    answers, commands = heard[True, True] + heard[True, False], heard[False, True] + heard[False, False]
    return f"opened: {heard[True, False]} of {answers} answers lost, {heard[False, True]} of {commands} commands graded"


def fit(
    messages: Sequence[Message],
    questions: Sequence[str],
    out: Path,
    run: Run = ORDINARY,
    tell: Callable[[str], None] = print,
) -> str:
    """The same with some messages; `questions` are what commands may be typed to."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    torch.manual_seed(run.seed)
    base = packaged_model().folder
    told, rows = fewer_pieces(base / TOKENIZER, [text for one in messages for text in (one.text, one.question)])
    out.mkdir(parents=True, exist_ok=True)
    (out / TOKENIZER).write_text(told, encoding="utf-8")
    tokenizer, labels = shared_tokenizer(out), tuple(sorted({one.label for one in messages}))
    model = ClassifierModel(base, rows, len(labels))
    batches = list(_batches(messages, questions, run))
    steps = ((_inputs(tokenizer, batch), [labels.index(one.label) for one in batch]) for batch in batches)
    _teach(model, len(batches), steps, run, tell)
    ranged = random.Random(run.seed).sample(messages, min(RANGED, len(messages)))  # noqa: S311  (no secret)
    export(model, out, [_inputs(tokenizer, [one]) for one in ranged])
    names = (MODEL, str(Path(MODEL).with_suffix(".bin")), TOKENIZER)
    files = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in names}
    (out / CARD).write_text(Card(labels=labels, files=files).model_dump_json(indent=1) + "\n", encoding="utf-8")
    return f"{len(messages):,} messages, {len(rows):,} word pieces, {len(labels)} labels"


def _batches(messages: Sequence[Message], questions: Sequence[str], run: Run) -> Iterator[list[Message]]:
    """The batches of all epochs. To half of the commands another question is drawn: they fit any."""
    rng = random.Random(run.seed)  # noqa: S311  (no secret)
    for _ in range(run.epochs):
        drawn = [
            replace(one, question=rng.choice(questions)) if one.label != ANSWER and rng.random() < 0.5 else one
            for one in rng.sample(messages, len(messages))
        ]
        yield from (drawn[at : at + run.batch] for at in range(0, len(drawn), run.batch))


def _inputs(tokenizer: Tokenizer, messages: Sequence[Message]) -> Inputs:
    return model_inputs([pieces_of(tokenizer, one.text, one.question) for one in messages])


def _teach(
    model: ClassifierModel, total: int, steps: Iterable[tuple[Inputs, list[int]]], run: Run, tell: Callable[[str], None]
) -> None:
    """Take `total` steps; each is the inputs of a batch and the numbers of its labels."""
    optimizer = torch.optim.AdamW(decay_groups(model, run.decay), lr=run.rate)
    begun, losses = time.monotonic(), []
    model.train()
    for number, (inputs, labels) in enumerate(steps):
        for group in optimizer.param_groups:
            group["lr"] = run.rate * schedule(number, total, run.warm_up)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HAS_BF16_UNITS):
            logits = model(**{name: torch.from_numpy(value) for name, value in inputs.items()})
        loss = nn.functional.cross_entropy(logits.float(), torch.tensor(labels), label_smoothing=run.smoothing)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        if number % TOLD_EACH == TOLD_EACH - 1:
            mean = sum(losses[-TOLD_EACH:]) / TOLD_EACH
            tell(f"step {number + 1} of {total}, loss {mean:.3f}, {time.monotonic() - begun:.0f} s")


def export(model: ClassifierModel, out: Path, ranged: Sequence[Inputs]) -> None:
    """Write the model as OpenVINO IR to folder `out`; `ranged` are inputs of one message each."""
    exported = traced(model, dict.fromkeys(INPUTS, torch.ones(2, 16, dtype=torch.long)))
    eight_bit_of(exported, ranged, model.label.out_features)
    _look_up_in_eight_bit(exported)
    import_openvino().save_model(exported, str(out / MODEL), compress_to_fp16=True)


def _look_up_in_eight_bit(model: Any) -> None:
    """Have rows of the word vectors taken out of the 8-bit table and then scaled; changes `model`.

    Scaled before, all of the table would be floats: 10 MB more of each process.
    """
    opset = import_openvino().opset13
    for node in model.get_ordered_ops():
        if node.get_type_name() == "Gather" and node.input_value(0).get_node().get_type_name() == "Multiply":
            scaled = node.input_value(0).get_node()
            steps, scale = scaled.input_value(0).get_node().input_value(0), scaled.input_value(1)
            ids, axis = node.input_value(1), node.input_value(2)
            rows = opset.convert(opset.gather(steps, ids, axis), "f32")
            node.output(0).replace(opset.multiply(rows, opset.gather(scale, ids, axis)).output(0))
    model.validate_nodes_and_infer_types()
