"""`coach embedder report` and `export`: what was learned, measured on notes that taught nothing, and written.

Decides how much of it is kept: weights between the upstream ones and the trained ones, since halfway most is won and
little of other fields is lost (https://arxiv.org/abs/2109.01903).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from app.settings import Settings
from eval.embedding.train import ANSWER_PIECES, QUESTION_PIECES, WEIGHTS, embed, upstream
from eval.embedding.wordings import Questions, read_questions
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Vectors
from ingest.embedding.fine_tuning import TAUGHT, write_differences

# Held-out questions that are asked, and texts that are embedded at a time.
ASKED, BATCH = 900, 64
SEED = 0


@dataclass(frozen=True)
class Found:
    """Shares of held-out questions.

    `answer_first`, `answer_in_20`: the answer that they are wordings of, by the nearest wording of the index;
    `window_in_5`: a window that it stands on among the five nearest.
    """

    answer_first: float
    answer_in_20: float
    window_in_5: float


def differences(run: Path, weight: float) -> dict[str, np.ndarray]:
    """What a run adds to the upstream weights, `weight` times."""
    plain = upstream().state_dict()
    trained = torch.load(run / WEIGHTS, weights_only=True)
    return {
        name: (weight * (values - plain[name])).numpy()
        for name, values in trained.items()
        if values.is_floating_point() and not torch.equal(values, plain[name])
    }


def export(run: Path, weight: float) -> Path:
    """Write what a run learned, `weight` times, where the default embedder reads it."""
    write_differences(differences(run, weight))
    return TAUGHT


def report(run: Path, settings: Settings, weights: Sequence[float]) -> str:
    """A line for each weight; the upstream model is weight 0."""
    questions = read_questions(settings, load_embedder(settings.models_folder))
    lines = ["weight  right answer first  among 20  a window of it among 5"]
    for weight in weights:
        model = upstream()
        values = model.state_dict()
        for name, added in differences(run, weight).items():
            values[name] += torch.from_numpy(added)
        found = measure(model.eval(), questions)
        lines.append(f"{weight:6.2f}  {found.answer_first:18.3f}  {found.answer_in_20:8.3f}  {found.window_in_5:22.3f}")
    return "\n".join(lines)


@torch.no_grad()
def measure(model: Any, questions: Questions) -> Found:
    """How well a model finds answers and windows for questions to held-out notes."""
    held_out = questions.held_out()[questions.answer_of] & questions.written
    rows = np.random.default_rng(SEED).permutation(np.flatnonzero(held_out))[:ASKED]
    right = questions.answer_of[rows]
    asked = _embedded(model, [questions.wordings[row] for row in rows.tolist()], QUESTION_PIECES)
    known = np.flatnonzero(~questions.written)
    wordings = _embedded(model, [questions.wordings[row] for row in known.tolist()], QUESTION_PIECES)
    starts = np.flatnonzero(np.diff(questions.answer_of[known], prepend=-1))
    likeness = np.maximum.reduceat(asked @ wordings.T, starts, axis=1)
    before = (likeness > likeness[np.arange(len(rows)), right][:, None]).sum(1)
    nearest = np.argsort(-(asked @ _embedded(model, questions.windows, ANSWER_PIECES).T), axis=1)[:, :5]
    hit = [
        bool(set(found.tolist()) & set(questions.windows_of[row]))
        for found, row in zip(nearest, right.tolist(), strict=True)
    ]
    return Found(float((before == 0).mean()), float((before < 20).mean()), float(np.mean(hit)))


def _embedded(model: Any, texts: Sequence[str], pieces: int) -> Vectors:
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors = np.empty((len(texts), model.config.hidden_size), dtype=np.float32)
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        vectors[rows] = embed(model, [texts[row] for row in rows], pieces).numpy()
    return vectors
