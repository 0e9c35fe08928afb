"""Fit where sentences end in words without full stops: `coach fit unmarked`.

Decides what it is fitted on: the sentences of the annotated answers that teach the reader (eval/cases/reader), their
marks taken away, a third with fillers between and a third with a comma for each full stop; a quarter of the questions
is left out and tells how often a gap is found. No answer of eval/cases/independent is read.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from eval.attacks.registers import JOINTS, sentence_in
from ingest.language.sentences import sentences
from ingest.language.unmarked import UNIT, WEIGHTS, EndModel, Word, ends, gap_features, words_in

ANNOTATED = Path(__file__).parents[1] / "cases" / "reader" / "annotated"
SEED = 20_261_129
REGISTERS_READ = ("plain", "dictated", "commas")
FEWEST, KEPT_FEATURES = 4, 12_000
# Below even odds: an end that is missed joins two statements, which costs more than one that is made up.
BOUND = -0.87
LEFT_OUT = 4

Answer = tuple[list[Word], set[int]]


def fit_unmarked() -> str:
    """Fit and write the model; returns what it finds on the questions left out."""
    kept, left = _answers(is_left_out=False), _answers(is_left_out=True)
    model = fit([answer for answers in kept.values() for answer in answers])
    row = {"bias": model.bias, "bound": model.bound, "weights": dict(sorted(model.weights.items()))}
    WEIGHTS.write_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    lines = [f"{len(model.weights):,} features"]
    for register, answers in left.items():
        precision, recall = found_share(answers, model)
        lines.append(f"{register}: {len(answers)} answers left out, precision {precision:.3f}, recall {recall:.3f}")
    return "\n".join(lines)


def fit(answers: Sequence[Answer]) -> EndModel:
    """The model of some answers, with its heaviest features alone."""
    found, labels = [], []
    for words, stops in answers:
        texts, is_marked = [word.text for word in words], any(word.marked for word in words)
        for at, word in enumerate(words[:-1]):
            if word.marked or not is_marked:
                found.append(gap_features(texts, at, marked=word.marked))
                labels.append(at in stops)
    counts = Counter(name for row in found for name in row)
    columns = {name: at for at, name in enumerate(name for name, count in counts.items() if count >= FEWEST)}
    places = [(row, columns[name]) for row, names in enumerate(found) for name in names if name in columns]
    rows, at_columns = np.array(places).T
    matrix = csr_matrix((np.ones(len(rows)), (rows, at_columns)), shape=(len(found), len(columns)))
    model = LogisticRegression(C=0.3, max_iter=400, tol=1e-4).fit(matrix, labels)
    weights: NDArray[Any] = model.coef_[0]
    seen = np.asarray(matrix.sum(0)).ravel()
    heaviest = set(np.argsort(-np.abs(weights) * np.sqrt(seen))[:KEPT_FEATURES].tolist())
    kept = {name: round(float(weights[at]) / UNIT) for name, at in columns.items() if at in heaviest}
    return EndModel(round(float(model.intercept_[0]), 3), BOUND, kept)


def found_share(answers: Sequence[Answer], model: EndModel) -> tuple[float, float]:
    """Precision and recall of the ends that are found."""
    right = given = due = 0
    for words, stops in answers:
        cut = set(ends(words, model))
        right, given, due = right + len(cut & stops), given + len(cut), due + len(stops)
    return right / max(given, 1), right / max(due, 1)


def _answers(*, is_left_out: bool) -> dict[str, list[Answer]]:
    """The annotated answers of a side by register, each in one of them."""
    found: dict[str, list[Answer]] = {name: [] for name in REGISTERS_READ}
    for number, text in enumerate(_texts(is_left_out=is_left_out)):
        name = REGISTERS_READ[number % len(REGISTERS_READ)]
        answer = made(text, name, random.Random(f"{SEED} {number}"))  # noqa: S311
        if answer[1]:
            found[name].append(answer)
    return found


def _texts(*, is_left_out: bool) -> Iterator[str]:
    for path in sorted(ANNOTATED.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            digest = hashlib.sha256(row["question_id"].encode()).digest()
            if (digest[0] % LEFT_OUT == 0) is is_left_out:
                yield from (" ".join(one["text"] for one in answer["sentences"]) for answer in row["answers"])


def made(text: str, register: str, rng: random.Random) -> Answer:
    """The words of a text in a register, and the numbers of those behind which a sentence ended, but for the last."""
    pieces = [sentence_in(text[start:end], register, rng) for start, end in sentences(text)]
    pieces = [piece for piece in pieces if piece]
    whole = JOINTS.get(register, " ").join(pieces)
    words = words_in(whole, 0, len(whole))
    stops, at = set(), 0
    for piece in pieces[:-1]:
        at += len(words_in(piece, 0, len(piece)))
        stops.add(at - 1)
    return words, stops
