"""A file of cases, one JSON object a line: read whole or refused with the place that is wrong."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import BadRequest


class CasesError(BadRequest):
    """A file of cases cannot be used; the message names file, line and case."""


class Case(BaseModel):
    """What any case has."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str


Read = TypeVar("Read", bound=Case)


def read_case_lines(path: Path, case: type[Read], fields: str) -> list[Read]:
    """The cases of a file of JSON lines, in its order. `fields` names what a line is, for an error.

    Raises:
        CasesError: the file cannot be read, a line is no case, an id stands twice, or there is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CasesError(f"{path} cannot be read: {error}") from error
    found: dict[str, Read] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = case.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError) as error:
            raise CasesError(f"{path.name}:{number}: {error}") from error
        if one.id in found:
            raise CasesError(f"{path.name}:{number}: id {one.id!r} repeats")
        found[one.id] = one
    if not found:
        raise CasesError(f"{path} holds no case; a line is one: {fields}")
    return list(found.values())
