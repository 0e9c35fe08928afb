"""Training texts of the reader: what a text does with a key point, and on which side of the split its question is.

Decides the file format, what each kind of text means in the reader's three outcomes, and which questions no training
sees. How texts become pairs is for pairs.py.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.reading.outcome import PointState
from eval.figures.json_lines import read_lines

TEXTS = Path(__file__).parents[1] / "cases" / "reader"
SIDES = TEXTS / "sides.json"
# Folders of texts beside the files.
MINIMAL_PAIRS, NEAR = "minimal_pairs", "near"
# Of questions that sides.json does not name one in eight is held out.
HELD_OUT_BYTES = 32


class Kind(StrEnum):
    """What a text does with its key point, as its writer was asked."""

    SAME = "same"
    INSTANCE = "instance"
    TURNED = "turned"
    RESTRICTED = "restricted"
    NEAR = "near"
    BLUFF = "bluff"
    PARTIAL = "partial"


Target = tuple[float, float, float]
SAYS: Target = (1.0, 0.0, 0.0)
OPPOSITE: Target = (0.0, 1.0, 0.0)
TOUCHES: Target = (0.0, 0.0, 1.0)
HALF: Target = (0.5, 0.0, 0.5)
STATE_OF = {
    SAYS: PointState.MET,
    OPPOSITE: PointState.CONTRADICTED,
    TOUCHES: PointState.NOT_MET,
    HALF: PointState.PARTLY_MET,
}

# Half a point is half said: the reader is taught to stand between, and what lies between is 'partly met'
# (app/reading/verdict.py). A second sentence that takes the first one back leaves the point denied.
TARGETS: dict[Kind, Target] = {
    Kind.SAME: SAYS,
    Kind.INSTANCE: SAYS,
    Kind.TURNED: OPPOSITE,
    Kind.RESTRICTED: OPPOSITE,
    Kind.NEAR: TOUCHES,
    Kind.BLUFF: TOUCHES,
    Kind.PARTIAL: HALF,
}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class TrainingText(BaseModel):
    """A line of eval/cases/reader/*.jsonl: `text` does `kind` with key point `point` of `question`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question_id: str = Field(min_length=1)
    question: Text
    point_id: str = Field(min_length=1)
    point: Text
    kind: Kind
    text: Text
    # Two texts of a minimal pair differ in the deciding words alone.
    pair: int | None = None
    # What was asked just before, where the file tells it.
    follow_up: str = ""
    register_: str = Field(default="", alias="register")

    @property
    def target(self) -> Target:
        """The probabilities that the reader is taught: says it, says the opposite, only touches it."""
        return TARGETS[self.kind]


class TextsError(ValueError):
    """A file of training texts cannot be used; the message names file and line."""


class Side(StrEnum):
    """What a question may be used for.

    `train`: the weights are fitted on its texts. `tune`: the aggregation of verdict.py is chosen on answers to it.
    `held out`: figures alone.
    """

    TRAIN = "train"
    TUNE = "tune"
    HELD_OUT = "held out"


class Sides(BaseModel):
    """sides.json: the questions whose side was settled by hand, for good; the others go by their hash."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tune: frozenset[str] = frozenset()
    held_out: frozenset[str] = frozenset()
    train: frozenset[str] = frozenset()

    def side(self, question_id: str) -> Side:
        """The side of a question, or of a step `question/step` of its thread: all of a question is on the same one."""
        question_id = question_id.partition("/")[0]
        if question_id in self.held_out:
            return Side.HELD_OUT
        if question_id in self.tune:
            return Side.TUNE
        if question_id in self.train:
            return Side.TRAIN
        return Side.HELD_OUT if _byte(question_id) < HELD_OUT_BYTES else Side.TRAIN


def read_sides() -> Sides:
    """Read sides.json."""
    return Sides.model_validate_json(SIDES.read_text(encoding="utf-8"))


def read_texts(folder: Path = TEXTS, names: str = "") -> list[TrainingText]:
    """All texts of the folder's *.jsonl files and of its folders, in the order of names and lines, once each.

    `names`: of these files alone, without .jsonl, or of these folders, with commas between.

    Raises:
        TextsError: no file, or a line that is no training text.
    """
    wanted = set(names.split(",")) - {""}
    named = [(path.stem, path) for path in sorted(folder.glob("*.jsonl"))]
    named += [(name, path) for name in (MINIMAL_PAIRS, NEAR) for path in sorted((folder / name).glob("*.jsonl"))]
    paths = [path for name, path in named if not wanted or name in wanted]
    if not paths:
        raise TextsError(f"{folder} holds no *.jsonl with training texts")
    return list(dict.fromkeys(text for path in paths for _, text in read_lines(path, TrainingText, TextsError)))


def of_side(texts: Sequence[TrainingText], sides: Sides, side: Side) -> list[TrainingText]:
    """The texts whose question is on `side`."""
    return [text for text in texts if sides.side(text.question_id) is side]


def _byte(question_id: str) -> int:
    return hashlib.sha256(f"reader {question_id}".encode()).digest()[0]
