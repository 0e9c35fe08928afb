"""`coach fit messages`: the model that tells commands from answers, fitted on labelled messages.

Decides what it is fitted on: the messages of eval/cases/messages/written.jsonl, and short statements of the bank, which
are answers. How sure a command must be is chosen on opened.jsonl; kept.jsonl is for a figure at the end.
"""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.hearing.recognition import ANSWER, UNIT, WEIGHTS, Recogniser, features
from app.settings import Settings
from ingest.bank.questions import load_bank

MESSAGES = Path(__file__).parents[1] / "cases" / "messages"
SEED = 20_261_129
FROM_BANK = 400
FEWEST, KEPT_FEATURES = 2, 7000
# The shares of answer up to which a message is a command, without and with a cue; chosen on opened.jsonl, so that none
# of its 84 answers is lost.
MOST_ANSWER, MOST_WITH_CUE = 0.2, 0.43


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


def measure(model: Recogniser, messages: Sequence[Message]) -> Told:
    """What a model tells of labelled messages."""
    lost, graded, confused = [], [], []
    for one in messages:
        told = model.command(one.text, one.question)
        if one.label == ANSWER and told is not None:
            lost.append(f"{told.value}: {one.text}")
        elif one.label != ANSWER and told is None:
            graded.append(f"{one.label}: {one.text}")
        elif one.label != ANSWER and told is not None and told.value != one.label:
            confused.append(f"{one.label} as {told.value}: {one.text}")
    answers = sum(one.label == ANSWER for one in messages)
    return Told(answers, tuple(lost), len(messages) - answers, tuple(graded), tuple(confused))


def fit_messages(settings: Settings, out: Path = WEIGHTS) -> str:
    """Fit the model and write it; returns what it reaches on the opened half."""
    messages = [*read_messages("written"), *_of_bank(settings)]
    model = fit(messages)
    row = {
        "labels": model.labels,
        "bias": model.bias,
        "most_answer": model.most_answer,
        "most_with_cue": model.most_with_cue,
        "weights": {name: list(values) for name, values in sorted(model.weights.items())},
    }
    out.write_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    return f"{len(model.weights):,} features, opened: " + measure(model, read_messages("opened")).render()


def fit(messages: Sequence[Message]) -> Recogniser:
    """The model of some messages, with the heaviest features alone."""
    found = [sorted(set(features(one.text, one.question))) for one in messages]
    counts = Counter(name for row in found for name in row)
    names = [name for name, count in counts.items() if count >= FEWEST]
    columns = {name: at for at, name in enumerate(names)}
    matrix = _matrix(found, columns)
    model = LogisticRegression(C=30.0, max_iter=300)
    model.fit(matrix, [one.label for one in messages])
    weights: NDArray[Any] = model.coef_
    heaviest = np.argsort(-np.abs(weights).max(axis=0))[:KEPT_FEATURES]
    kept = {names[at]: [round(float(value) * UNIT) for value in weights[:, at]] for at in sorted(heaviest)}
    bias = tuple(round(float(value), 3) for value in model.intercept_)
    return Recogniser(tuple(str(label) for label in model.classes_), bias, kept, MOST_ANSWER, MOST_WITH_CUE)


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
