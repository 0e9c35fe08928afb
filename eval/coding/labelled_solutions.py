"""Solutions of coding tasks with labels by hand: which of the task's key points their code meets.

Decides where they come from: the task's own reference and wrong solutions, and eval/cases/coding/solutions.yaml, which
were written and labelled before any of them was run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, TypeAdapter

from app.coding.task import Task
from app.folders import PACKAGES
from ingest.bank.questions import Slug, Strict
from ingest.documents.yaml_text import read_yaml
from ingest.errors import BadRequest

SOLUTIONS = PACKAGES / "eval" / "cases" / "coding" / "solutions.yaml"


class Solution(Strict):
    """A solution: `breaks` are the key points that its code does not meet; it meets the others of its task."""

    task: Slug
    about: str = Field(min_length=8)
    code: str = Field(min_length=8)
    breaks: tuple[Slug, ...] = ()


@dataclass(frozen=True)
class Labelled:
    """A program with a label for each key point of its task."""

    task: Task
    source: str
    name: str
    code: str
    labels: dict[str, bool]


def labelled(tasks: Sequence[Task], path: Path = SOLUTIONS) -> Iterator[Labelled]:
    """All labelled programs.

    Raises:
        BadRequest: one names a task or a key point that is not there.
    """
    by_id = {task.id: task for task in tasks}
    for task in tasks:
        yield _labelled(task, "reference", "reference", task.reference, ())
        for wrong in task.head.wrong:
            yield _labelled(task, "wrong", wrong.file, task.wrong[wrong.file], wrong.breaks)
    for solution in TypeAdapter(list[Solution]).validate_python(read_yaml(path.read_text(encoding="utf-8"))):
        if solution.task not in by_id:
            raise BadRequest(f"{path.name}: there is no task {solution.task}")
        yield _labelled(by_id[solution.task], "further", solution.about, solution.code, solution.breaks)


def _labelled(task: Task, source: str, name: str, code: str, breaks: Sequence[str]) -> Labelled:
    ids = [point.id for point in task.head.points]
    unknown = set(breaks) - set(ids)
    if unknown:
        raise BadRequest(f"{task.id}, {name}: there is no key point {', '.join(sorted(unknown))}")
    return Labelled(task, source, name, code, {identifier: identifier not in breaks for identifier in ids})
