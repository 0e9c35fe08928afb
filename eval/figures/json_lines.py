"""Files of JSON lines: one case, reply or text a line.

Decides that blank lines are none, and that a line which cannot be used is told with its file and number.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Kind = TypeVar("Kind", bound=BaseModel)


def read_lines(path: Path, kind: type[Kind], refused: Callable[[str], Exception]) -> Iterator[tuple[str, Kind]]:
    """What the lines of a file hold, in its order, each with its place, as `cases.jsonl:7`.

    Raises:
        Exception: what `refused` makes of a sentence, where the file cannot be read or a line is no `kind`.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise refused(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path.name}:{number}"
        try:
            yield place, kind.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError) as error:
            raise refused(f"{place}: {error}") from error
