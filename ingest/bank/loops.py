"""Loops: the rounds of a company's interview, corpus/loops/*.yaml -> Loops.

Decides what a loop is, and refuses a file with a mistake, naming the file and the field.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from ingest.bank.questions import BankError, Sentence, Slug, Strict
from ingest.bank.taxonomy import Level, Stage, Topic
from ingest.documents.yaml_text import YAMLError, read_yaml

MOST_QUESTIONS = 12


class LoopRound(Strict):
    """A round of a loop; `topics` empty: all, `level` where it is not the loop's own."""

    stage: Stage
    questions: int = Field(ge=1, le=MOST_QUESTIONS)
    minutes: int = Field(ge=5, le=240)
    topics: tuple[Topic, ...] = ()
    level: Level | None = None


class Loop(Strict):
    """The rounds of a loop in their order, for a level of job."""

    name: Slug
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=80)]
    about: Sentence
    level: Level | None = None
    rounds: tuple[LoopRound, ...] = Field(min_length=1, max_length=8)


def load_loops(folder: Path) -> dict[str, Loop]:
    """The loops of a folder by their names, which are those of the files; none where there is no folder.

    Raises:
        BankError: a file is no loop, or its name is not the file's.
    """
    loops = (_read(path) for path in sorted(folder.glob("*.yaml")))
    return {loop.name: loop for loop in loops}


def _read(path: Path) -> Loop:
    try:
        loop = Loop.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise BankError(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (YAMLError, ValueError, OSError) as error:
        raise BankError(f"{path.name}: not readable as YAML: {error}") from error
    if loop.name != path.stem:
        raise BankError(f"{path.name}: name: must be {path.stem!r}, as the file is called")
    return loop
