"""`coach reader report FOLDER`: what a trained reader is worth on questions that it has not seen.

Decides the figures: accuracy and confusion, accuracy by kind, whether it reads both texts (statement left out: chance;
statement of another question: touches), and calibration. Whole answers are for answers.py.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from app.reading.encoding import batches_by_length, encode, model_inputs, read_tokenizer
from eval.reading.model import ReaderModel
from eval.reading.pairs import Material, Pair, own_pairs
from eval.reading.style import misleading
from eval.reading.texts import TOUCHES, Side, TrainingText, of_side, read_sides, read_texts
from eval.reading.train import WEIGHTS, read_run, shown
from ingest.embedding.embedder import packaged_model

Floats = NDArray[np.float64]
Logits = Callable[[Sequence[Pair]], Floats]

NAMES = ("says it", "opposite", "touches")
BATCH = 64
BINS = 10
SEED = 20


@dataclass(frozen=True)
class Report:
    """Figures of one reader on the texts of one side; shares are 0..1.

    `pairs`: texts against their own point. `confusion` maps "label > outcome" to a number of pairs, `by_kind` a kind to
    its accuracy. `against_style`: accuracy on the texts that say their point and sound as if they denied it, or the
    other way round (style.py). `statement_left_out`: accuracy without the statement
    beside `most_frequent`, what naming one outcome always is right in. `other_point`, `other_question`: how often a
    text that says or denies its own point is said to touch another one. `temperature` divides the logits; the
    calibration errors are before and after, the latter with a temperature fitted on the other half of the questions.
    """

    pairs: int
    questions: int
    accuracy: float
    confusion: dict[str, int]
    by_kind: dict[str, float]
    against_style: float
    statement_left_out: float
    most_frequent: float
    other_point: float
    other_question: float
    temperature: float
    calibration_error: float
    calibration_error_scaled: float


def report_on(texts: Sequence[TrainingText], taught: Sequence[TrainingText], logits: Logits) -> Report:
    """Measure a reader, given as the function that gives its logits, float64 (pairs, 3); `taught`: the train side."""
    pairs = own_pairs(texts)
    found, labels = logits(pairs), np.array([np.argmax(pair.target) for pair in pairs])
    chosen = found.argmax(1)
    right = chosen == labels
    blank = logits([replace(pair, statement="") for pair in pairs]).argmax(1)
    half = np.array([hash_half(text.question_id) for text in texts])
    scaled = _cross_scaled(found, labels, half)
    return Report(
        pairs=len(pairs),
        questions=len({text.question_id for text in texts}),
        accuracy=float(right.mean()),
        confusion=_confusion(labels, chosen),
        by_kind={kind: float(right[[text.kind == kind for text in texts]].mean()) for kind in _kinds(texts)},
        against_style=float(right[misleading(taught, texts)].mean()),
        statement_left_out=float((blank == labels).mean()),
        most_frequent=float(np.bincount(labels).max() / len(labels)),
        other_point=_touching(logits(other_points(texts, same_question=True))),
        other_question=_touching(logits(other_points(texts, same_question=False))),
        temperature=temperature_of(found, labels),
        calibration_error=calibration_error(_softmax(found), labels),
        calibration_error_scaled=calibration_error(scaled, labels),
    )


def other_points(texts: Sequence[TrainingText], *, same_question: bool) -> list[Pair]:
    """Texts that decide their own point, each against another point, drawn with a fixed seed.

    Of the same question only texts that say their point are taken: a wrong text may well contradict the next point too.
    """
    rng = random.Random(SEED)  # noqa: S311  (no secret)
    material = Material.of(texts)
    pairs = []
    for text in texts:
        own = (text.question_id, text.point_id)
        if np.argmax(text.target) == 2 or (same_question and np.argmax(text.target) != 0):
            continue
        question_id = text.question_id if same_question else material.another_question(text.question_id, rng)
        others = [point for point in material.points[question_id] if point != own]
        if others:
            other = material.by_point[rng.choice(others)][0]
            pairs.append(Pair(other.point, text.text, TOUCHES, other.question))
    return pairs


def logits_of(model: ReaderModel, folder: Path) -> Logits:
    """The logits of a trained reader in f32, on pairs as its run shows them."""
    tokenizer, run = read_tokenizer(folder), read_run(folder)

    def logits(pairs: Sequence[Pair]) -> Floats:
        seen = [shown(pair, run) for pair in pairs]
        encodings = encode(tokenizer, [(pair.statement, pair.window) for pair in seen])
        found = np.empty((len(pairs), 3))
        with torch.inference_mode():
            for batch in batches_by_length(encodings, BATCH):
                inputs = model_inputs([encodings[number] for number in batch])
                found[batch] = model(**{name: torch.from_numpy(value) for name, value in inputs.items()}).numpy()
        return found

    return logits


def read_model(folder: Path) -> ReaderModel:
    """The trained reader of `folder`, set to reading."""
    model = ReaderModel(packaged_model().folder)
    model.load_state_dict(torch.load(folder / WEIGHTS, weights_only=True))
    return model.eval()


def temperature_of(logits: Floats, labels: NDArray[np.int64]) -> float:
    """What the logits are divided by so that the labels are most likely.

    Source: Guo et al. (2017), On Calibration of Modern Neural Networks, https://arxiv.org/abs/1706.04599
    """

    def unlikely(temperature: float) -> float:
        return float(-np.log(_softmax(logits / temperature)[np.arange(len(labels)), labels] + 1e-12).mean())

    return float(minimize_scalar(unlikely, bounds=(0.2, 5.0), method="bounded").x)


def calibration_error(probabilities: Floats, labels: NDArray[np.int64]) -> float:
    """Expected calibration error of the chosen outcome, in BINS bins of equal width; 0 is best."""
    sure, right = probabilities.max(1), probabilities.argmax(1) == labels
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(sum(abs(float((sure - right)[bins == each].sum())) for each in range(BINS)) / len(labels))


def hash_half(question_id: str) -> int:
    """0 or 1, the half of a question for cross-fitting."""
    return random.Random(question_id).getrandbits(1)  # noqa: S311  (no secret)


def _cross_scaled(logits: Floats, labels: NDArray[np.int64], half: NDArray[np.int64]) -> Floats:
    found = np.empty_like(logits)
    for each in (0, 1):
        fitted = temperature_of(logits[half != each], labels[half != each])
        found[half == each] = _softmax(logits[half == each] / fitted)
    return found


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: Floats = raised / raised.sum(1, keepdims=True)
    return shares


def _touching(logits: Floats) -> float:
    return float((logits.argmax(1) == 2).mean())


def _kinds(texts: Sequence[TrainingText]) -> list[str]:
    return sorted({text.kind.value for text in texts})


def _confusion(labels: NDArray[np.int64], chosen: NDArray[np.int64]) -> dict[str, int]:
    return {
        f"{NAMES[label]} > {NAMES[outcome]}": int(((labels == label) & (chosen == outcome)).sum())
        for label in range(3)
        for outcome in range(3)
    }


def write_report(folder: Path, side: Side, names: str) -> str:
    """The report of a trained reader as JSON, kept beside its weights."""
    torch.set_num_threads(1)
    texts, sides = read_texts(names=names), read_sides()
    asked, taught = of_side(texts, sides, side), of_side(texts, sides, Side.TRAIN)
    report = report_on(asked, taught, logits_of(read_model(folder), folder))
    written = json.dumps(asdict(report), indent=1)
    (folder / f"report-{side.value.replace(' ', '-')}.json").write_text(written, encoding="utf-8")
    return written
