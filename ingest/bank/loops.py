"""Loops: the rounds of a company's interview, corpus/loops/*.yaml -> Loops.

Decides what a loop is, and that a file with a mistake, told with file and field, takes only its own loop away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from ingest.bank.questions import BankError, Sentence, Slug, Strict
from ingest.bank.taxonomy import Level, Stage, Topic
from ingest.documents.yaml_text import YAMLError, read_yaml
from ingest.errors import BadRequest, NotFound

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


@dataclass(frozen=True)
class Loops:
    """Loops by their names, and by the names of their files what is wrong with those that are none."""

    whole: Mapping[str, Loop] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str) -> Loop:
        """The loop of that name.

        Raises:
            BadRequest: its file has a mistake, which the message names.
            NotFound: there is none.
        """
        if name in self.broken:
            raise BadRequest(f"the loop {name!r} cannot be held: {self.broken[name]}")
        if name not in self.whole:
            raise NotFound(f"there is no loop {name!r}; choose {', '.join(self.whole) or 'none, for none is there'}")
        return self.whole[name]


def load_loops(*folders: Path) -> Loops:
    """The loops of these folders by the names of their files; one of a later folder goes before one of the same name.

    A folder that is not there holds none.
    """
    whole: dict[str, Loop] = {}
    broken: dict[str, str] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        whole.pop(path.stem, None)
        broken.pop(path.stem, None)
        try:
            whole[path.stem] = _read(path)
        except BankError as error:
            broken[path.stem] = f"{error}; correct {path}, or take it out of its folder"
    return Loops(whole, broken)


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
