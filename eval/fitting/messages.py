"""`coach fit messages`: the models that tell commands from answers, fitted on labelled messages.

Decides what they are fitted on: the messages of FITTED in eval/cases/messages, and short statements of the bank, which
are answers. How sure a command must be is chosen on opened.jsonl, blind_opened.jsonl, msg8_opened.jsonl and
vacuous_opened.jsonl; msg8_kept.jsonl is for figures at the end.
"""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.hearing.recognition import (
    ANSWER,
    MEANING,
    UNIT,
    WEIGHTS,
    Bounds,
    Encode,
    Meaning,
    Recogniser,
    features,
)
from app.settings import Settings
from ingest.bank.questions import load_bank
from ingest.embedding.default_embedder import load_embedder
from ingest.embedding.embedder import Vectors

MESSAGES = Path(__file__).parents[1] / "cases" / "messages"
SEED = 20_261_129
FITTED = ("written", "registers", "odd", "vacuous", "kept", "fresh", "blind_kept")
FROM_BANK = 3000
FEWEST, KEPT_FEATURES = 2, 7000
# How much the scores of words and the vector weigh before they are fitted, and in how many parts that is done.
OF_SCORES, OF_VECTOR, FOLDS = 0.3, 3.0, 5
# Chosen on what is to be looked at, so that few of its answers are lost. By words alone nothing is asked back.
BOUNDS, BOUNDS_OF_MEANING = Bounds(0.4, 0.1, 0.05, 0.0, 0.0), Bounds(0.5, 0.25, 0.05, 0.03, 0.88)
# Messages that go on after a pause are labelled as pauses.
ALSO = {"pause": "resume"}


@dataclass(frozen=True)
class Message:
    """A message with its label and the question that it was typed to."""

    question: str
    text: str
    label: str


@dataclass(frozen=True)
class Told:
    """What came of labelled messages: answers taken for commands, commands graded, and commands told as other ones."""

    answers: int
    lost: tuple[str, ...]
    commands: int
    graded: tuple[str, ...]
    confused: tuple[str, ...]

    def render(self) -> str:
        """The shares in words."""
        return (
            f"{len(self.lost)} of {self.answers} answers taken for a command ({len(self.lost) / self.answers:.1%}), "
            f"{len(self.graded)} of {self.commands} commands graded ({len(self.graded) / self.commands:.1%}), "
            f"{len(self.confused)} taken for another command"
        )


def read_messages(name: str) -> list[Message]:
    """The messages of a file in eval/cases/messages."""
    lines = (MESSAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return [Message(row["question"], row["message"], row["label"]) for row in rows]


def measure(model: Recogniser, messages: Sequence[Message], encode: Encode | None = None) -> Told:
    """What a model tells of labelled messages."""
    lost, graded, confused = [], [], []
    for one in messages:
        told = model.command(one.text, one.question, encode)
        if one.label == ANSWER and told is not None:
            lost.append(f"{told.value}: {one.text}")
        elif one.label != ANSWER and told is None:
            graded.append(f"{one.label}: {one.text}")
        elif one.label != ANSWER and told is not None and told.value not in (one.label, ALSO.get(one.label)):
            confused.append(f"{one.label} as {told.value}: {one.text}")
    answers = sum(one.label == ANSWER for one in messages)
    return Told(answers, tuple(lost), len(messages) - answers, tuple(graded), tuple(confused))


def fit_messages(settings: Settings, out: Path = WEIGHTS, meaning_out: Path = MEANING) -> str:
    """Fit the models and write them; returns what they reach on the opened half."""
    messages = [*(one for name in FITTED for one in read_messages(name)), *_of_bank(settings)]
    encode = load_embedder(settings.models_folder).encode
    model = fit(messages, encode([one.text for one in messages]))
    row = {
        "labels": model.labels,
        "bias": model.bias,
        "bounds": asdict(model.bounds),
        "weights": {name: list(values) for name, values in sorted(model.weights.items())},
    }
    _write(out, row)
    if model.meaning is not None and model.bounds_of_meaning is not None:
        _write(meaning_out, {"bounds": asdict(model.bounds_of_meaning)} | asdict(model.meaning))
    opened = read_messages("opened")
    by_words, by_meaning = measure(model, opened), measure(model, opened, encode)
    return (
        f"{len(model.weights):,} features, opened:\nby words alone: {by_words.render()}\n"
        f"with the meaning: {by_meaning.render()}"
    )


def _write(out: Path, row: dict[str, Any]) -> None:
    out.write_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def fit(messages: Sequence[Message], vectors: Vectors) -> Recogniser:
    """The models of some messages and their vectors, of words with the heaviest features alone.

    The model over the words' scores sees scores of models that were not fitted on the message, else it would believe
    them more than it should.
    """
    labels = np.array([one.label for one in messages])
    by_words = _fit_words(messages)
    scores = np.zeros((len(messages), len(by_words.labels)))
    for kept, out in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(labels, labels):
        fold = _fit_words([messages[at] for at in kept])
        for at in out:
            scores[at] = fold.scores(messages[at].text, messages[at].question)
    rows = np.hstack([OF_SCORES * scores, OF_VECTOR * vectors])
    model = LogisticRegression(C=1.0, max_iter=150, tol=1e-3)
    model.fit(rows, labels)
    weights: NDArray[Any] = model.coef_
    size = len(by_words.labels)
    meaning = Meaning(
        tuple(round(float(value), 3) for value in model.intercept_),
        [[round(float(value), 3) for value in row] for row in OF_SCORES * weights[:, :size]],
        [[round(float(value) * UNIT) for value in row] for row in OF_VECTOR * weights[:, size:]],
    )
    return replace(by_words, meaning=meaning, bounds_of_meaning=BOUNDS_OF_MEANING)


def _fit_words(messages: Sequence[Message]) -> Recogniser:
    found = [sorted(set(features(one.text, one.question))) for one in messages]
    counts = Counter(name for row in found for name in row)
    names = [name for name, count in counts.items() if count >= FEWEST]
    columns = {name: at for at, name in enumerate(names)}
    matrix = _matrix(found, columns)
    model = LogisticRegression(C=30.0, max_iter=150, tol=1e-3)
    model.fit(matrix, [one.label for one in messages])
    weights: NDArray[Any] = model.coef_
    heaviest = np.argsort(-np.abs(weights).max(axis=0))[:KEPT_FEATURES]
    kept = {names[at]: [round(float(value) * UNIT) for value in weights[:, at]] for at in sorted(heaviest)}
    bias = tuple(round(float(value), 3) for value in model.intercept_)
    return Recogniser(tuple(str(label) for label in model.classes_), bias, kept, BOUNDS)


def _matrix(found: Sequence[Sequence[str]], columns: dict[str, int]) -> csr_matrix:
    rows, at, values = [], [], []
    for row, names in enumerate(found):
        scale = 1 / np.sqrt(len(names))
        for name in names:
            if name in columns:
                rows.append(row)
                at.append(columns[name])
                values.append(scale)
    return csr_matrix((values, (rows, at)), shape=(len(found), len(columns)))


def _of_bank(settings: Settings) -> list[Message]:
    """Short statements that are answers: what good and bad answers say of the bank's points."""
    statements = [
        Message(question.text, text, ANSWER)
        for question in load_bank(settings.corpus / "questions")
        for point in question.key_points
        for text in (*point.other_wordings, *point.instances, point.text)
    ]
    return random.Random(SEED).sample(statements, FROM_BANK)  # noqa: S311
