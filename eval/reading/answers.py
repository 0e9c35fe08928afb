"""Whole answers with labels per key point, and what a reader finds in their windows.

Decides the file format (eval/cases/reader/answers/*.jsonl: question and key points inline, so that a set outlives a
rewritten rubric), and how an answer is cut here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.reading.encoding import Pair
from app.reading.outcome import Probabilities
from app.reading.verdict import PointState
from app.reading.windows import Window, windows_of
from eval.reading.texts import TEXTS
from ingest.language.sentences import units

ANSWERS = TEXTS / "answers"


class KeyPoint(BaseModel):
    """A key point as the answer was labelled for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str
    weight: int = Field(ge=1)
    other_wordings: tuple[str, ...] = ()


class AnswerCase(BaseModel):
    """One answer, with a label for each key point that was labelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question_id: str
    kind: str
    answer: str
    labels: dict[str, PointState] = Field(min_length=1)
    question: str
    key_points: tuple[KeyPoint, ...] = Field(min_length=1)


class Reads(Protocol):
    """A reader, or what it found before."""

    def read(self, pairs: Sequence[Pair]) -> Probabilities:
        """float32 (pairs, 3)."""
        ...


class Embeds(Protocol):
    """An embedder."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (texts, dimension), rows L2-normalised."""
        ...


class AnswersError(ValueError):
    """A file of answers cannot be used; the message names file and line."""


@dataclass(frozen=True)
class PointRead:
    """What a reader found for one labelled point.

    `probabilities`: float32 (windows, 3); `similarity`: float32 (windows,), each window's cosine with the nearest
    wording of the point.
    """

    case: AnswerCase
    point: KeyPoint
    label: PointState
    windows: Sequence[Window]
    probabilities: Probabilities
    similarity: NDArray[np.float32]


def read_answers(path: Path) -> list[AnswerCase]:
    """The cases of a *.jsonl file, or of all in a folder.

    Raises:
        AnswersError: no file, or a broken line.
    """
    paths = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not paths:
        raise AnswersError(f"{path} holds no *.jsonl with answers")
    cases = []
    for each in paths:
        for number, line in enumerate(each.read_text(encoding="utf-8").split("\n"), start=1):
            if line.strip():
                try:
                    cases.append(AnswerCase.model_validate(json.loads(line)))
                except (json.JSONDecodeError, ValidationError) as error:
                    raise AnswersError(f"{each.name}:{number}: {error}") from error
    return cases


def read_case(case: AnswerCase, reader: Reads, embedder: Embeds) -> list[PointRead]:
    """Read every window of an answer against each labelled point."""
    windows = windows_of(units(case.answer))
    texts = [case.answer[window.start : window.end] for window in windows]
    points = [point for point in case.key_points if point.id in case.labels]
    found = reader.read([(point.text, text) for point in points for text in texts]).reshape(len(points), -1, 3)
    embedded = embedder.encode(texts)
    return [
        PointRead(case, point, case.labels[point.id], windows, found[number], _nearest(point, embedded, embedder))
        for number, point in enumerate(points)
    ]


def _nearest(point: KeyPoint, embedded: NDArray[np.float32], embedder: Embeds) -> NDArray[np.float32]:
    cosines: NDArray[np.float32] = embedded @ embedder.encode([point.text, *point.other_wordings]).T
    return np.asarray(cosines.max(axis=1), dtype=np.float32)
