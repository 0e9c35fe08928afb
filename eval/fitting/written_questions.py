"""Questions written to the notes, each with the pieces that answer it, and on which side of the split its note is.

Decides the file format, and that a note is on one side with all its questions: what is measured is how well pieces
are chosen of notes that nothing was fitted on.
"""

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import CoachError

TEXTS = Path(__file__).parents[1] / "cases" / "ask" / "written"
# Of 256 notes so many are held out, and as many again choose the thresholds.
HELD_OUT_BYTES = 32
TUNE_BYTES = 64


class WrittenUnusable(CoachError):
    """A file of written questions cannot be read; the message names file and line."""

    status = 500
    code = "written_unusable"


class Side(StrEnum):
    """What a note's questions may be used for: the weights, the thresholds, or figures alone."""

    TRAIN = "train"
    TUNE = "tune"
    HELD_OUT = "held out"


class Written(BaseModel):
    """A question to a note, as people type it.

    `lead`: the piece that is told first, `support`: those that follow, in their order, as `section_text.pieces` cuts
    them; the note does not answer a question without a lead, and without a `document` no note does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str = ""
    query: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    lead: str = ""
    support: tuple[str, ...] = ()


def read_written(folder: Path = TEXTS) -> list[Written]:
    """All questions of the folder's *.jsonl files, in the order of names and lines.

    Raises:
        WrittenUnusable: there is none, or a line is no written question.
    """
    found = [one for path in sorted(folder.glob("*.jsonl")) for one in _read(path)]
    if not found:
        raise WrittenUnusable(f"{folder} holds no *.jsonl with written questions")
    return found


def _read(path: Path) -> Iterable[Written]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                yield Written.model_validate_json(line)
            except ValidationError as error:
                raise WrittenUnusable(f"{path.name}:{number}: {error}") from error


def side_of(document: str) -> Side:
    """The side of a note, by the hash of its id."""
    byte = hashlib.sha256(f"selector {document}".encode()).digest()[0]
    if byte < HELD_OUT_BYTES:
        return Side.HELD_OUT
    return Side.TUNE if byte < TUNE_BYTES else Side.TRAIN
