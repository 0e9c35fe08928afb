"""`coach embedder train FOLDER`: teach the embedder how people ask.

Decides the loss and the schedule; a run can be broken off and goes on where it was. What a step contrasts is for
training_steps.py.

Source: InfoNCE with negatives of the batch, as in https://arxiv.org/abs/1908.10084 and MultipleNegativesRankingLoss of
sentence-transformers.
"""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel

from app.settings import Settings
from eval.embedding.training_steps import Run, Step, UpstreamVectors, steps_of
from eval.embedding.wordings import Questions, read_questions
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Embedder, as_far_as_read, read_tokenizer
from ingest.embedding.openvino import BF16, cpu_flags
from ingest.embedding.packaged_model import packaged_model

WEIGHTS = "embedder.pt"
CHECKPOINT = "checkpoint.pt"
RUN = "run.json"
LOG = "train.log"
# Word pieces that are read of a question and of what answers it.
QUESTION_PIECES, ANSWER_PIECES = 64, 112
HAS_BF16_UNITS = bool(BF16 & cpu_flags())


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
    with torch.autocast("cpu", torch.bfloat16, enabled=HAS_BF16_UNITS and torch.is_grad_enabled()):
        vectors = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
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
