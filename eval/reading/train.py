"""`coach reader train --out FOLDER`: teach the reader.

Decides the schedule of the training, and that it can be broken off and goes on where it was. Which pairs an epoch
reads is for pairs.py, what the result is worth for report.py.
"""

import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.reading.encoding import batches_by_length, encode, model_inputs, read_tokenizer
from eval.reading.model import ReaderModel, decay_groups, loss_of
from eval.reading.pairs import Material, Pair, Recipe, epoch_pairs
from eval.reading.public import public_pairs
from eval.reading.style import with_bias
from eval.reading.texts import Side, TrainingText, of_side, read_sides, read_texts
from ingest.embedding.embedder import packaged_model
from ingest.errors import BadRequest

# Inputs, targets and bias, float (pairs, 3).
Batch = tuple[dict[str, Tensor], Tensor, Tensor]

CHECKPOINT = "checkpoint.pt"
WEIGHTS = "reader.pt"
RUN = "run.json"
LOG = "train.log"


@dataclass(frozen=True)
class Run:
    """What a training run is: the same values and texts give the same figures.

    `texts`: names of files of eval/cases/reader without .jsonl, with commas; empty: all. `public`: so many public pairs
    in each epoch. `all_texts`: held-out questions are trained on too, for the weights that ship. `blank`: the statement
    is left empty, the answer-only baseline. `with_question`: the question stands before the statement. `train_words`:
    the vectors of the word pieces are fitted too; without them a step takes a quarter less time. `debias`: how much of
    what the style of a window makes likely is added to the logits while training, 0..1. `start`: the
    folder of a finished run whose weights are the first ones.
    """

    seed: int = 20
    epochs: int = 3
    batch: int = 32
    rate: float = 1e-4
    warm_up: float = 0.1
    decay: float = 0.01
    smoothing: float = 0.05
    texts: str = ""
    public: int = 0
    all_texts: bool = False
    blank: bool = False
    with_question: bool = False
    train_words: bool = False
    debias: float = 0.0
    start: str = ""
    recipe: Recipe = field(default_factory=Recipe)


@dataclass
class State:
    """Where a run stands."""

    model: ReaderModel
    optimizer: torch.optim.Optimizer
    step: int = 0


def train(run: Run, out: Path, *, nli: Path | None, every: int) -> Path:
    """Train a reader into folder `out`: reader.pt, run.json; a checkpoint each `every` steps until it is done.

    Raises:
        TextsError: the training texts cannot be read.
        ValueError: the folder holds a run of other values.
    """
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    out.mkdir(parents=True, exist_ok=True)
    _same_run(run, out / RUN)
    if (out / WEIGHTS).exists():
        return out / WEIGHTS
    torch.manual_seed(run.seed)
    texts = read_texts(names=run.texts)
    taught = texts if run.all_texts else of_side(texts, read_sides(), Side.TRAIN)
    steps = list(_batches(run, taught, nli))
    base = packaged_model().folder
    model = ReaderModel(base)
    if run.start:
        model.load_state_dict(torch.load(Path(run.start) / WEIGHTS, weights_only=True))
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(run.train_words)
    state = State(model, torch.optim.AdamW(decay_groups(model, run.decay), lr=run.rate))
    _resume(state, out / CHECKPOINT)
    _steps(run, state, steps, out, every)
    torch.save(model.state_dict(), out / WEIGHTS)
    (out / "tokenizer.json").write_bytes((base / "tokenizer.json").read_bytes())
    (out / CHECKPOINT).unlink(missing_ok=True)
    return out / WEIGHTS


def _steps(run: Run, state: State, steps: Sequence[Sequence[Pair]], out: Path, every: int) -> None:
    tokenizer = read_tokenizer(packaged_model().folder)
    total, begun, losses = len(steps), time.monotonic(), []
    while state.step < total:
        # Dropout is drawn anew at each step from the seed and its number, so that a resumed run goes on as it was.
        torch.manual_seed(run.seed * 1_000_003 + state.step)
        losses.append(_step(run, state, _tensors(tokenizer, steps[state.step]), total))
        state.step += 1
        if state.step % every == 0 or state.step == total:
            _save(state, out / CHECKPOINT)
            _log(out / LOG, state.step, total, float(np.mean(losses[-every:])), time.monotonic() - begun)


def _step(run: Run, state: State, batch: Batch, total: int) -> float:
    inputs, targets, bias = batch
    for group in state.optimizer.param_groups:
        group["lr"] = run.rate * schedule(state.step, total, run.warm_up)
    state.model.train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = state.model(**inputs)
    loss = loss_of(logits + run.debias * bias, targets, run.smoothing)
    state.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.model.parameters(), 1.0)
    state.optimizer.step()
    return float(loss.detach())


def schedule(step: int, total: int, warm_up: float) -> float:
    """The share 0..1 of the learning rate: up in a line over `warm_up` of all steps, then down in a line."""
    rising = max(int(total * warm_up), 1)
    return (step + 1) / rising if step < rising else (total - step) / max(total - rising, 1)


def _batches(run: Run, texts: Sequence[TrainingText], nli: Path | None) -> Iterator[list[Pair]]:
    """The batches of all epochs; pairs of similar length share one."""
    tokenizer = read_tokenizer(packaged_model().folder)
    material = Material.of(texts)
    for epoch in range(run.epochs):
        pairs = epoch_pairs(material, run.recipe, f"{run.seed} {epoch}")
        if nli is not None and run.public:
            pairs += public_pairs(nli, run.public, f"{run.seed} {epoch}")
        pairs = [shown(pair, run) for pair in (with_bias(pairs) if run.debias else pairs)]
        encodings = encode(tokenizer, [(pair.statement, pair.window) for pair in pairs])
        batches = batches_by_length(encodings, run.batch)
        random.Random(f"{run.seed} {epoch}").shuffle(batches)  # noqa: S311  (no secret)
        yield from ([pairs[number] for number in batch] for batch in batches)


def shown(pair: Pair, run: Run) -> Pair:
    """The pair as this run's reader sees it."""
    if run.blank:
        return replace(pair, statement="")
    return replace(pair, statement=f"{pair.question} {pair.statement}".strip()) if run.with_question else pair


def _tensors(tokenizer: Any, pairs: Sequence[Pair]) -> Batch:
    inputs = model_inputs(encode(tokenizer, [(pair.statement, pair.window) for pair in pairs]))
    targets = torch.tensor([pair.target for pair in pairs], dtype=torch.float32)
    bias = torch.tensor([pair.bias for pair in pairs], dtype=torch.float32)
    return {name: torch.from_numpy(value) for name, value in inputs.items()}, targets, bias


def _same_run(run: Run, path: Path) -> None:
    kept = json.dumps(asdict(run), indent=1, sort_keys=True)
    if path.exists() and path.read_text(encoding="utf-8") != kept:
        raise ValueError(f"{path.parent} holds another run; give another --out, or remove it")
    path.write_text(kept, encoding="utf-8")


def read_run(folder: Path) -> Run:
    """The values that the reader in `folder` was trained with."""
    values = json.loads((folder / RUN).read_text(encoding="utf-8"))
    return Run(**(values | {"recipe": Recipe(**values["recipe"])}))


def _save(state: State, path: Path) -> None:
    """Written beside and renamed: a run that is broken off while it saves keeps the checkpoint before."""
    staging = path.with_suffix(".new")
    saved = {"step": state.step, "model": state.model.state_dict(), "optimizer": state.optimizer.state_dict()}
    torch.save(saved, staging)
    staging.replace(path)


def _resume(state: State, path: Path) -> None:
    if path.exists():
        saved = torch.load(path, weights_only=True)
        state.model.load_state_dict(saved["model"])
        state.optimizer.load_state_dict(saved["optimizer"])
        state.step = saved["step"]


def _log(path: Path, step: int, total: int, loss: float, elapsed_s: float) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"step {step} of {total}, loss {loss:.4f}, {elapsed_s:.0f} s\n")


def run_of(values: Sequence[str]) -> Run:
    """The run with the values that are named, each as NAME=VALUE; names are those of Run and Recipe.

    Raises:
        BadRequest: there is no such value, or it is of another kind.
    """
    named = {field.name: field for field in (*fields(Run), *fields(Recipe)) if field.name != "recipe"}
    given: dict[str, Any] = {}
    for text in values:
        name, _, value = text.partition("=")
        if name not in named:
            raise BadRequest(f"a run has no value {name!r}; it has {', '.join(named)}")
        try:
            given[name] = _as_kind(value, named[name].default)
        except ValueError as error:
            raise BadRequest(f"{name} is not {value!r}: {error}") from error
    of_recipe = {field.name for field in fields(Recipe)}
    recipe = Recipe(**{name: value for name, value in given.items() if name in of_recipe})
    return Run(**{name: value for name, value in given.items() if name not in of_recipe}, recipe=recipe)


def _as_kind(value: str, default: object) -> object:
    if isinstance(default, bool):
        if value not in {"yes", "no"}:
            raise ValueError("yes or no")
        return value == "yes"
    return type(default)(value)  # type: ignore[call-arg]
