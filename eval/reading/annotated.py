"""Annotated answers: whole answers to a question, each sentence tagged with what it does to which key points.

Decides the file format (eval/cases/reader/annotated/*.jsonl, a line a question with its points as they stood), and what
an answer as a whole does with a point: where it says and denies it, what stands last counts.
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.reading.outcome import STATES, PointState
from eval.figures.json_lines import read_lines
from eval.reading.texts import TEXTS, TextsError

ANNOTATED = TEXTS / "annotated"
# An answer that touches most of its points and says few of them.
LOOSE = "loose"


class Tag(StrEnum):
    """What a sentence does to a point, read with its neighbours."""

    SAYS = "+"
    DENIES = "-"
    HALF = "~"


class Sentence(BaseModel):
    """A sentence of an answer; `tags` maps the number of a point, from 1, to what is done to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    tags: dict[int, Tag] = {}


class AnnotatedAnswer(BaseModel):
    """One answer: `kind` is right, turned, mixed, mixed-turned, bluff, loose or said, `register` how it is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    register_: str = Field(alias="register")
    sentences: tuple[Sentence, ...] = Field(min_length=1)


class AnnotatedPoint(BaseModel):
    """A key point as it stood when the answers were written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str


class AnnotatedQuestion(BaseModel):
    """A question, its points and the answers to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question_id: str
    question: str
    points: tuple[AnnotatedPoint, ...] = Field(min_length=1)
    answers: tuple[AnnotatedAnswer, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _tags_are_of_points(self) -> "AnnotatedQuestion":
        for answer in self.answers:
            for sentence in answer.sentences:
                if unknown := [number for number in sentence.tags if not 1 <= number <= len(self.points)]:
                    raise ValueError(f"{self.question_id}: there is no point {unknown[0]}: {sentence.text!r}")
        return self


def read_annotated(folder: Path = ANNOTATED, names: str = "") -> list[AnnotatedQuestion]:
    """The questions of the folder's *.jsonl files, in the order of file names and lines; a question may stand in two.

    `names`: of these files alone, without .jsonl, with commas between.

    Raises:
        TextsError: no file, or a line that is no question.
    """
    wanted = set(names.split(",")) - {""}
    paths = [path for path in sorted(folder.glob("*.jsonl")) if not wanted or path.stem in wanted]
    if not paths:
        raise TextsError(f"{folder} holds no *.jsonl with annotated answers")
    return [question for path in paths for _, question in read_lines(path, AnnotatedQuestion, TextsError)]


def state_of(sentences: Sequence[Sentence], number: int) -> PointState:
    """What these sentences together do with point `number`."""
    tags = [sentence.tags[number] for sentence in sentences if number in sentence.tags]
    decisive = [tag for tag in tags if tag is not Tag.HALF]
    if decisive:
        return PointState.MET if decisive[-1] is Tag.SAYS else PointState.CONTRADICTED
    return PointState.PARTLY_MET if tags else PointState.NOT_MET


def state_target(state: PointState) -> tuple[float, ...]:
    """The probabilities of STATES that are taught for a state."""
    return tuple(float(each is state) for each in STATES)
