"""What a coding task is, and reading one from its folder.

Decides the format: task.yaml, visible_tests.py, hidden_tests.py, reference.py and wrong_*.py, all of them text. A test
is a function of `code`, the program in its sandbox, and of `expect`, the comparisons. Whether the
reference passes and each wrong one fails for its reason is checked by eval/corpus/tasks.py.
"""

import ast
import builtins
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from app.coding.sandbox import PACKAGES, Limits
from ingest.bank.questions import BankError, Sentence, Slug, Strict
from ingest.bank.taxonomy import Difficulty, Level, Skill, Topic
from ingest.documents.yaml_text import YAMLError, read_yaml

FOLDER = "tasks"
GROWTH = "growth"
# Values that names of tests speak of, as Python writes them.
VALUES = {"none": "None", "nan": "NaN"}
# What the names of signatures come from; of the rest the annotations are left unread.
IMPORTS = {"np": "import numpy as np", "random": "import random", "sqlite3": "import sqlite3"}
MOST_SOURCE_CHARS = 60_000
TestName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=90)]
Text = Annotated[str, StringConstraints(min_length=3, max_length=6000)]


class Growth(Strict):
    """How the time may grow: `growth(code, n)` of the hidden tests prepares a call for each size.

    `most` is the largest exponent of n that still counts as `told`, noise included.
    """

    sizes: tuple[int, ...] = Field(min_length=3, max_length=6)
    most: float = Field(gt=0, le=4)
    told: str = Field(max_length=40, description="the expected complexity, such as O(n log n)")


class Point(Strict):
    """A key point that the run proves: all of these tests pass; "growth" stands for the measured growth."""

    id: Slug
    text: str = Field(default="", max_length=600, description="unset where the question of the bank has it")
    weight: int = Field(default=2, ge=1, le=3)
    tests: tuple[TestName, ...] = Field(min_length=1)


class Wrong(Strict):
    """A solution that looks right, and why it is not."""

    file: Annotated[str, StringConstraints(pattern=r"^wrong_[a-z0-9_]+\.py$")]
    why: Sentence
    fails: tuple[TestName, ...] = Field(min_length=1, description="tests that it must fail; `growth` is one")
    breaks: tuple[Slug, ...] = Field(default=(), description="key points that it does not meet, labelled by hand")


class TaskFile(Strict):
    """task.yaml."""

    title: Annotated[str, StringConstraints(min_length=4, max_length=90)]
    question: Slug | None = Field(default=None, description="the question of the bank that it belongs to")
    topic: Topic
    skills: tuple[Skill, ...] = Field(min_length=1, max_length=3)
    difficulty: Difficulty
    level: Level = Field(description="the lowest level of job at which it is asked")
    minutes: int = Field(ge=3, le=90)
    statement: Annotated[str, StringConstraints(strip_whitespace=True, min_length=40, max_length=6000)]
    signature: Text = Field(description="what the editor begins with")
    rules: Sentence = Field(description="sizes and what holds at the borders")
    complexity: Sentence
    packages: tuple[str, ...] = ()
    seconds: float = Field(default=2.0, gt=0, le=20)
    memory_mb: int = Field(default=512, ge=64, le=2048)
    growth: Growth | None = None
    points: tuple[Point, ...] = Field(min_length=1, max_length=8)
    wrong: tuple[Wrong, ...] = Field(min_length=3, max_length=6)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        unknown = set(self.packages) - set(PACKAGES)
        if unknown:
            raise ValueError(f"packages: {', '.join(sorted(unknown))} cannot be used in a sandbox")
        ids = [point.id for point in self.points]
        if len(set(ids)) != len(ids):
            raise ValueError("points: an id repeats")
        if self.question is None and not all(point.text for point in self.points):
            raise ValueError("points: without a question of the bank each needs its text")
        for wrong in self.wrong:
            if set(wrong.breaks) - set(ids):
                raise ValueError(f"wrong: {wrong.file} breaks a point that is none")
        return self


class Task(Strict):
    """A task with its tests and solutions."""

    id: Slug
    head: TaskFile
    visible_tests: str
    hidden_tests: str
    reference: str
    wrong: dict[str, str]

    @property
    def limits(self) -> Limits:
        """What a program may take."""
        return Limits(self.head.seconds, self.head.memory_mb)

    @property
    def starter(self) -> str:
        """What an editor begins with: the signature, below the imports that it needs to be loaded."""
        signature = self.head.signature.strip()
        names = {node.id for node in ast.walk(ast.parse(signature)) if isinstance(node, ast.Name)}
        imports = [line for name, line in IMPORTS.items() if name in names]
        if names - set(IMPORTS) - set(dir(builtins)):
            imports.insert(0, "from __future__ import annotations\n")
        return "\n".join([*imports, "\n", signature]) if imports else signature

    @property
    def visible_names(self) -> tuple[str, ...]:
        """The tests that the candidate sees."""
        return test_names(self.visible_tests)

    @property
    def hidden_names(self) -> tuple[str, ...]:
        """The tests that are told by name alone."""
        return test_names(self.hidden_tests)


def test_names(source: str) -> tuple[str, ...]:
    """The tests of a file: its functions of `code` and `expect`."""
    return tuple(
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and [argument.arg for argument in node.args.args] == ["code", "expect"]
    )


def told(name: str) -> str:
    """The name of a test as words, with the names of values as Python writes them."""
    return " ".join(VALUES.get(word, word) for word in name.split("_"))


def load_tasks(corpus: Path) -> list[Task]:
    """All tasks of a corpus folder, by id; none where it has no folder of them.

    Raises:
        BankError: a task is not valid; every fault is named.
    """
    tasks: list[Task] = []
    problems: list[str] = []
    for path in sorted((corpus / FOLDER).glob("*/task.yaml")):
        try:
            tasks.append(load_task(path.parent))
        except BankError as error:
            problems.append(str(error))
    if problems:
        raise BankError("\n".join(problems))
    return tasks


def load_task(folder: Path) -> Task:
    """The task of a folder.

    Raises:
        BankError: it is not valid; the message names the folder and the field.
    """
    try:
        head = TaskFile.model_validate(read_yaml((folder / "task.yaml").read_text(encoding="utf-8")))
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))}
        task = Task(
            id=folder.name,
            head=head,
            visible_tests=texts["visible_tests.py"],
            hidden_tests=texts["hidden_tests.py"],
            reference=texts["reference.py"],
            wrong={wrong.file: texts[wrong.file] for wrong in head.wrong},
        )
        _check_names(task)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise BankError("\n".join(f"{FOLDER}/{folder.name}: {fault}" for fault in faults)) from error
    except KeyError as error:
        raise BankError(f"{FOLDER}/{folder.name}: {error.args[0]} is missing") from error
    except (YAMLError, ValueError, SyntaxError, OSError) as error:
        raise BankError(f"{FOLDER}/{folder.name}: {error}") from error
    return task


def _check_names(task: Task) -> None:
    """Every test that is named is there, once, and there is a way to measure growth where it is wanted.

    Raises:
        ValueError: one is not.
    """
    names = [*task.visible_names, *task.hidden_names]
    if not task.visible_names or not task.hidden_names:
        raise ValueError("it needs visible and hidden tests")
    if len(set(names)) != len(names):
        raise ValueError("the name of a test repeats")
    measured = {GROWTH} if task.head.growth is not None else set()
    wanted = [name for point in task.head.points for name in point.tests]
    wanted += [name for wrong in task.head.wrong for name in wrong.fails]
    for name in wanted:
        if name not in {*names, *measured}:
            raise ValueError(f"there is no test {name}")
    if measured and f"def {GROWTH}(code, n)" not in task.hidden_tests:
        raise ValueError("hidden_tests.py has no growth(code, n)")
