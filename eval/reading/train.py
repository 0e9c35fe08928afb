"""`coach reader train FOLDER`: teach the reader.

Decides the schedule of the training, and that it can be broken off and goes on where it was. Which examples an epoch
reads is for eval/training_examples/epoch.py, what the result is worth for report.py.
"""

import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.reading.encoding import batches_by_length, encode, model_inputs
from app.reading.outcome import OUTCOMES
from app.settings import Settings
from eval.grading.gold_cases import labelled_bank
from eval.reading.annotated import read_annotated
from eval.reading.model import ReaderModel, decay_groups, loss_of
from eval.reading.texts import NEAR, TEXTS, TOUCHES, Side, of_side, read_sides, read_texts
from eval.reading.unprompted import FOLLOW_UPS
from eval.training_examples.cuts import likeness_of
from eval.training_examples.epoch import Example, Sources, epoch_examples, follow_up_examples, wording_examples
from eval.training_examples.mixture import Mixture
from eval.training_examples.public import public_examples
from eval.training_examples.requests import request_examples
from ingest.bank.questions import load_bank
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import read_tokenizer
from ingest.embedding.openvino import BF16, cpu_flags
from ingest.embedding.packaged_model import packaged_model
from ingest.errors import BadRequest

# Inputs; targets of the states, of the sentences and their weights.
Batch = tuple[dict[str, Tensor], Tensor, Tensor, Tensor]

CHECKPOINT, WEIGHTS, TOKENIZER = "checkpoint.pt", "reader.pt", "tokenizer.json"
RUN, LOG = "run.json", "train.log"
# Without units for it bf16 is half as fast as float32 (163 GFLOP/s for 326 on two cores with AVX-512 alone). With them
# it is faster: a step of 2,900 word pieces took 0.8 s for 1.6 to 1.9 s where the CPU has avx512_bf16.
HAS_BF16_UNITS = bool(BF16 & cpu_flags())
# Of ten sentences about nine do not speak of the point.
SPEAKING = 3.0


@dataclass(frozen=True)
class Run:
    """What a training run is: the same values and texts give the same figures.

    `batch`: word pieces of a step, padding too. `public`: so many public pairs in each epoch. `sentences`: what the
    sentences' loss counts beside that of the whole. `blank`: the statement is left empty, the answer-only baseline.
    `train_words`: the vectors of the word pieces are fitted too. `start`: the folder of a finished run whose weights
    are the first ones. `annotated`: the files of annotated answers that are read, all of them if it is empty; `review`:
    the share of the examples of the other files, and of all other texts, that is read beside them, mixed as by default:
    what was taught before is not to be forgotten.
    """

    seed: int = 20
    epochs: int = 3
    batch: int = 3072
    rate: float = 2e-4
    warm_up: float = 0.08
    decay: float = 0.01
    smoothing: float = 0.05
    sentences: float = 0.5
    public: int = 0
    blank: bool = False
    train_words: bool = False
    start: str = ""
    annotated: str = ""
    review: float = 0.0
    mixture: Mixture = field(default_factory=Mixture)


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
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    out.mkdir(parents=True, exist_ok=True)
    _same_run(run, out / RUN)
    if (out / WEIGHTS).exists():
        return out / WEIGHTS
    torch.manual_seed(run.seed)
    base = packaged_model().folder
    steps = list(_batches(run, nli))
    model = ReaderModel(base)
    if run.start:
        model.load_state_dict(torch.load(Path(run.start) / WEIGHTS, weights_only=True))
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(run.train_words)
    state = State(model, torch.optim.AdamW(decay_groups(model, run.decay), lr=run.rate))
    _resume(state, out / CHECKPOINT)
    _steps(run, state, steps, out, every)
    torch.save(model.state_dict(), out / WEIGHTS)
    (out / TOKENIZER).write_bytes((base / TOKENIZER).read_bytes())
    (out / CHECKPOINT).unlink(missing_ok=True)
    return out / WEIGHTS


def read_sources(names: str = "", without: str = "") -> Sources:
    """All texts of the repository that are on the train side.

    Of the annotated answers those in the files `names`, all if that is empty, and not those in the files `without`.
    """
    sides = read_sides()

    def taught(names: str) -> Any:
        return of_side(read_texts(names=names), sides, Side.TRAIN)

    left_out = read_annotated(names=without) if without else []
    annotated = [
        one for one in read_annotated(names=names) if sides.side(one.question_id) is Side.TRAIN and one not in left_out
    ]
    settings = Settings()
    bank, brief = load_bank(settings.corpus / "questions"), taught("follow_up_answers")
    return Sources(
        annotated=annotated,
        likeness=likeness_of(annotated, load_embedder(settings.models_folder)),
        minimal=taught("minimal_pairs"),
        near=taught(NEAR) if (TEXTS / NEAR).exists() else [],
        old=taught("pairs"),
        follow_ups=follow_up_examples(brief, labelled_bank(TEXTS.parent, [])),
        unprompted=follow_up_examples(taught(FOLLOW_UPS)),
        wordings=wording_examples(bank, sides),
        requests=request_examples(brief, bank, sides),
    )


def _steps(run: Run, state: State, steps: Sequence[Sequence[Example]], out: Path, every: int) -> None:
    tokenizer = read_tokenizer(packaged_model().folder)
    total, begun, losses = len(steps), time.monotonic(), []
    while state.step < total:
        # Dropout is drawn anew at each step from the seed and its number, so that a resumed run goes on as it was.
        torch.manual_seed(run.seed * 1_000_003 + state.step)
        losses.append(_step(run, state, _tensors(tokenizer, steps[state.step], run), total))
        state.step += 1
        if state.step % every == 0 or state.step == total:
            _save(state, out / CHECKPOINT)
            _log(out / LOG, state.step, total, float(np.mean(losses[-every:])), time.monotonic() - begun)


def _step(run: Run, state: State, batch: Batch, total: int) -> float:
    inputs, of_states, of_sentences, speaking = batch
    for group in state.optimizer.param_groups:
        group["lr"] = run.rate * schedule(state.step, total, run.warm_up)
    state.model.train()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HAS_BF16_UNITS):
        states, sentences = state.model(**inputs)
    whole = loss_of(states, of_states, torch.ones(len(of_states)), run.smoothing)
    loss = whole + run.sentences * loss_of(sentences, of_sentences, speaking, run.smoothing)
    state.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.model.parameters(), 1.0)
    state.optimizer.step()
    return float(whole.detach())


def schedule(step: int, total: int, warm_up: float) -> float:
    """The share 0..1 of the learning rate: up in a line over `warm_up` of all steps, then down in a line."""
    rising = max(int(total * warm_up), 1)
    return (step + 1) / rising if step < rising else (total - step) / max(total - rising, 1)


def _batches(run: Run, nli: Path | None) -> Iterator[list[Example]]:
    """The batches of all epochs; examples of similar length share one."""
    tokenizer = read_tokenizer(packaged_model().folder)
    sources = read_sources(run.annotated)
    before = read_sources(without=run.annotated) if run.review else None
    for epoch in range(run.epochs):
        seed = f"{run.seed} {epoch}"
        examples = epoch_examples(sources, run.mixture, seed)
        if before is not None:
            again = epoch_examples(before, Mixture(), seed)
            examples += again[: int(run.review * len(again))]
        if nli is not None and run.public:
            examples += public_examples(nli, run.public, seed)
        batches = batches_by_length(encode(tokenizer, [example.excerpt for example in examples]), run.batch)
        random.Random(seed).shuffle(batches)  # noqa: S311  (no secret)
        yield from ([examples[number] for number in batch] for batch in batches)


def _tensors(tokenizer: Any, examples: Sequence[Example], run: Run) -> Batch:
    excerpts = [shown(example, run).excerpt for example in examples]
    inputs = model_inputs(encode(tokenizer, excerpts))
    width = inputs["pool"].shape[1]
    targets = np.zeros((len(examples), width, len(OUTCOMES)), dtype=np.float32)
    weights = np.zeros((len(examples), width), dtype=np.float32)
    for row, example in enumerate(examples):
        for at, target in enumerate(example.outcomes):
            # A sentence that was cut off has no pieces.
            if target is not None and inputs["pool"][row, at].any():
                targets[row, at] = target
                weights[row, at] = 1.0 if target == TOUCHES else SPEAKING
    states = torch.tensor([example.states for example in examples], dtype=torch.float32)
    tensors = {name: torch.from_numpy(value) for name, value in inputs.items()}
    return tensors, states, torch.from_numpy(targets), torch.from_numpy(weights)


def shown(example: Example, run: Run) -> Example:
    """The example as this run's reader sees it."""
    if not run.blank:
        return example
    excerpt = type(example.excerpt)("", example.excerpt.sentences, example.excerpt.asked)
    return Example(excerpt, example.outcomes, example.states)


def _same_run(run: Run, path: Path) -> None:
    kept = json.dumps(asdict(run), indent=1, sort_keys=True)
    if path.exists() and path.read_text(encoding="utf-8") != kept:
        raise ValueError(f"{path.parent} holds another run; give another folder, or remove it")
    path.write_text(kept, encoding="utf-8")


def read_run(folder: Path) -> Run:
    """The values that the reader in `folder` was trained with."""
    values = json.loads((folder / RUN).read_text(encoding="utf-8"))
    return Run(**(values | {"mixture": Mixture(**values["mixture"])}))


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
    """The run with the values that are named, each as NAME=VALUE; names are those of Run and Mixture.

    Raises:
        BadRequest: there is no such value, or it is of another kind.
    """
    named = {field.name: field for field in (*fields(Run), *fields(Mixture)) if field.name != "mixture"}
    given: dict[str, Any] = {}
    for text in values:
        name, _, value = text.partition("=")
        if name not in named:
            raise BadRequest(f"a run has no value {name!r}; it has {', '.join(named)}")
        try:
            given[name] = _as_kind(value, named[name].default)
        except ValueError as error:
            raise BadRequest(f"{name} is not {value!r}: {error}") from error
    of_mixture = {field.name for field in fields(Mixture)}
    mixture = Mixture(**{name: value for name, value in given.items() if name in of_mixture})
    return Run(**{name: value for name, value in given.items() if name not in of_mixture}, mixture=mixture)


def _as_kind(value: str, default: object) -> object:
    if isinstance(default, bool):
        if value not in {"yes", "no"}:
            raise ValueError("yes or no")
        return value == "yes"
    return type(default)(value)  # type: ignore[call-arg]
