"""`coach embedder train FOLDER`: teach the embedder how people ask.

Decides what a step contrasts and the schedule; it can be broken off and goes on where it was. A batch holds the
questions of neighbouring answers, since a question's hard part is the answer beside the right one; each is to lie
nearer to what answers it than to what answers the others. What that is changes from step to step: a window of the note,
the answer itself, another wording. Which texts there are is for questions.py.

Source: InfoNCE with negatives of the batch, as in https://arxiv.org/abs/1908.10084 and MultipleNegativesRankingLoss of
sentence-transformers; negatives that the upstream model holds for right are left out, as in
https://arxiv.org/abs/2402.16829.
"""

import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel

from app.settings import Settings
from eval.embedding.questions import Questions, read_questions
from ingest.embedding.embedder import Embedder, Vectors, as_far_as_read, load_embedder, packaged_model, read_tokenizer

WEIGHTS = "embedder.pt"
CHECKPOINT = "checkpoint.pt"
RUN = "run.json"
LOG = "train.log"
# What a question is to lie near to, step after step.
KINDS = ("window", "wording", "answer", "wording")
# Word pieces that are read of a question and of what answers it.
QUESTION_PIECES, ANSWER_PIECES = 64, 112
# Answers whose questions may share a batch with those of an answer, and how many of them do.
NEIGHBOURS, BESIDE = 12, 3


@dataclass(frozen=True)
class Run:
    """What a training run is: the same values and texts give the same figures.

    `scale`: one over the temperature of the softmax. `likeness`: a negative whose cosine with the right text is above
    it, by the upstream model, is left out. `back`: what the loss from answer to question counts.
    """

    seed: int = 1
    steps: int = 1100
    batch: int = 48
    rate: float = 6e-5
    warm_up: int = 100
    scale: float = 20.0
    likeness: float = 0.9
    back: float = 0.5


@dataclass(frozen=True)
class UpstreamVectors:
    """By the upstream model, rows L2-normalised: (answers, 384), (windows, 384), (questions, 384)."""

    answers: Vectors
    windows: Vectors
    wordings: Vectors


@dataclass(frozen=True)
class Step:
    """Questions and what answers each; `negative`, bool (batch, batch): what the question of a row is held against."""

    questions: list[str]
    answers: list[str]
    negative: np.ndarray


def train(run: Run, out: Path, settings: Settings, every: int) -> Path:
    """Train into folder `out`: embedder.pt, run.json; a checkpoint each `every` steps until it is done.

    Raises:
        ValueError: the folder holds a run of other values.
    """
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    out.mkdir(parents=True, exist_ok=True)
    kept = json.dumps(asdict(run), indent=1, sort_keys=True)
    if (out / RUN).exists() and (out / RUN).read_text(encoding="utf-8") != kept:
        raise ValueError(f"{out} holds another run; give another folder, or remove it")
    (out / RUN).write_text(kept, encoding="utf-8")
    if (out / WEIGHTS).exists():
        return out / WEIGHTS
    embedder = load_embedder(settings.models_folder)
    questions = read_questions(settings, embedder)
    steps = list(steps_of(run, questions, _embedded(questions, embedder)))
    torch.manual_seed(run.seed)
    model = upstream()
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=run.rate)
    done = _resume(model, optimizer, out / CHECKPOINT)
    begun, losses = time.monotonic(), []
    for number in range(done, run.steps):
        losses.append(_learn(run, model, optimizer, steps[number], number))
        if (number + 1) % every == 0:
            _save(model, optimizer, number + 1, out / CHECKPOINT)
            told = f"step {number + 1} of {run.steps}, loss {np.mean(losses[-every:]):.4f}"
            with (out / LOG).open("a", encoding="utf-8") as file:
                file.write(f"{told}, {time.monotonic() - begun:.0f} s\n")
    torch.save(model.state_dict(), out / WEIGHTS)
    (out / CHECKPOINT).unlink(missing_ok=True)
    return out / WEIGHTS


def upstream() -> Any:
    """all-MiniLM-L6-v2 without dropout; the vectors of its word pieces stay as they are."""
    model = AutoModel.from_pretrained(str(packaged_model().folder), add_pooling_layer=False)
    for name, weight in model.named_parameters():
        weight.requires_grad_("embeddings" not in name)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return model.train()


def embed(model: Any, texts: Sequence[str], pieces: int) -> Tensor:
    """Mean of the pieces' vectors, L2-normalised, float32 (texts, 384); of a text its first `pieces` are read."""
    tokenizer = read_tokenizer(packaged_model().folder)
    tokenizer.enable_truncation(pieces)
    tokenizer.enable_padding()
    encodings = tokenizer.encode_batch(list(texts))
    ids = torch.tensor([one.ids for one in encodings])
    mask = torch.tensor([one.attention_mask for one in encodings])
    vectors = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).to(vectors.dtype)
    return nn.functional.normalize((vectors * weights).sum(1) / weights.sum(1), dim=-1)


def _embedded(questions: Questions, embedder: Embedder) -> UpstreamVectors:
    return UpstreamVectors(
        answers=embedder.encode([as_far_as_read(answer.text, embedder) for answer in questions.answers]),
        windows=embedder.encode(questions.windows),
        wordings=embedder.encode([as_far_as_read(wording, embedder) for wording in questions.wordings]),
    )


def _learn(run: Run, model: Any, optimizer: torch.optim.Optimizer, step: Step, number: int) -> float:
    for group in optimizer.param_groups:
        group["lr"] = run.rate * min(1, (number + 1) / run.warm_up) * (1 - number / run.steps)
    likeness = embed(model, step.questions, QUESTION_PIECES) @ embed(model, step.answers, ANSWER_PIECES).T
    logits = likeness * run.scale
    left_out = ~torch.from_numpy(step.negative) & ~torch.eye(len(logits), dtype=torch.bool)
    right = torch.arange(len(logits))
    loss = nn.functional.cross_entropy(logits.masked_fill(left_out, -1e4), right)
    loss = loss + run.back * nn.functional.cross_entropy(logits.T.masked_fill(left_out.T, -1e4), right)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def steps_of(run: Run, questions: Questions, vectors: UpstreamVectors) -> Iterator[Step]:
    """All steps of a run."""
    drawing = _Drawing(run, questions, vectors)
    return (drawing.step(KINDS[number % len(KINDS)]) for number in range(run.steps))


class _Drawing:
    """Draws steps, one after another."""

    def __init__(self, run: Run, questions: Questions, vectors: UpstreamVectors) -> None:
        self._rng = random.Random(run.seed)  # noqa: S311  (no secret)
        self._run, self._questions, self._vectors = run, questions, vectors
        taught = np.flatnonzero(~questions.held_out())
        likeness = vectors.answers[taught] @ vectors.answers[taught].T
        np.fill_diagonal(likeness, -1)
        nearest = taught[np.argsort(-likeness)[:, :NEIGHBOURS]].tolist()
        self._near = dict(zip(taught.tolist(), nearest, strict=True))
        self._wordings = {row: np.flatnonzero(questions.answer_of == row).tolist() for row in self._near}
        self._unasked: dict[int, list[int]] = {row: [] for row in self._near}

    def step(self, kind: str) -> Step:
        """Questions to neighbouring answers, and what of `kind` answers each."""
        rows = _batch(self._rng, self._near, self._run.batch)
        asked = [_next(self._rng, self._wordings[row], self._unasked[row]) for row in rows]
        texts, vectors, also_right = self._answering(kind, rows, asked)
        negative = ~also_right & (vectors @ vectors.T <= self._run.likeness)
        return Step([self._questions.wordings[at] for at in asked], texts, negative)

    def _answering(self, kind: str, rows: list[int], asked: list[int]) -> tuple[list[str], Vectors, np.ndarray]:
        questions = self._questions
        also_right = np.zeros((len(rows), len(rows)), dtype=bool)
        if kind == "window":
            picked = [self._rng.choice(list(questions.windows_of[row])) for row in rows]
            also_right = np.array([[at in questions.windows_of[row] for at in picked] for row in rows])
            return [questions.windows[at] for at in picked], self._vectors.windows[picked], also_right
        if kind == "answer":
            return [questions.answers[row].text for row in rows], self._vectors.answers[rows], also_right
        others = [
            self._rng.choice([at for at in self._wordings[row] if at != one] or [one])
            for row, one in zip(rows, asked, strict=True)
        ]
        return [questions.wordings[at] for at in others], self._vectors.wordings[others], also_right


def _batch(rng: random.Random, near: dict[int, list[int]], size: int) -> list[int]:
    rows: dict[int, None] = {}
    while len(rows) < size:
        row = rng.choice(list(near))
        rows.update(dict.fromkeys((row, *rng.sample(near[row], BESIDE))))
    return list(rows)[:size]


def _next(rng: random.Random, all_of_it: list[int], unseen: list[int]) -> int:
    """A question that has not been taken since all of an answer's were."""
    if not unseen:
        unseen += rng.sample(all_of_it, len(all_of_it))
    return unseen.pop()


def _save(model: Any, optimizer: torch.optim.Optimizer, step: int, path: Path) -> None:
    """Written beside and renamed: a run that is broken off while it saves keeps the checkpoint before."""
    staging = path.with_suffix(".new")
    torch.save({"step": step, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, staging)
    staging.replace(path)


def _resume(model: Any, optimizer: torch.optim.Optimizer, path: Path) -> int:
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    return int(saved["step"])
