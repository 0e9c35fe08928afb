"""Coding tasks and runs of programs against them, for every part of the coach that wants one.

Decides that the sandbox is looked for when the first program comes, and where a task's key points get their words:
from its question of the bank. How a program is run is in app/coding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.coding.run_report import Report
from app.coding.runner import Runner
from app.coding.sandbox import Sandbox
from app.coding.task import MOST_SOURCE_CHARS, Task
from ingest.bank.questions import Question
from ingest.errors import BadRequest, NotFound


@dataclass(frozen=True)
class CodeRuns:
    """The tasks, and runs against them."""

    tasks: tuple[Task, ...]
    find_sandbox: Callable[[], Sandbox]

    @cached_property
    def sandbox(self) -> Sandbox:
        """What stands around a program here, or why none is run."""
        return self.find_sandbox()

    def get(self, identifier: str) -> Task:
        """The task of that id.

        Raises:
            NotFound: there is none.
        """
        for task in self.tasks:
            if task.id == identifier:
                return task
        raise NotFound(f"there is no coding task {identifier!r}")

    def for_question(self, identifier: str) -> Task | None:
        """The task that belongs to a question of the bank, if there is one."""
        return next((task for task in self.tasks if task.head.question == identifier), None)

    def run(self, identifier: str, source: str, *, is_submission: bool) -> Report:
        """Run a program against the visible tests of a task, or on submission against all.

        Raises:
            NotFound: there is no such task.
            NoSandbox: code is not run here.
            BadRequest: the text is too long or no text.
        """
        task = self.get(identifier)
        if len(source) > MOST_SOURCE_CHARS:
            raise BadRequest(f"the code has {len(source):,} characters, the limit is {MOST_SOURCE_CHARS:,}; shorten it")
        return Runner(self.sandbox).run(task, source, is_submission=is_submission)


def with_texts(tasks: Sequence[Task], questions: Sequence[Question]) -> tuple[Task, ...]:
    """The tasks with the words and weights of their key points, where a question of the bank has them."""
    by_id = {question.id: {point.id: point for point in question.key_points} for question in questions}
    made = []
    for task in tasks:
        known = by_id.get(task.head.question or "", {})
        points = tuple(
            point.model_copy(update={"text": known[point.id].text, "weight": known[point.id].weight})
            if point.id in known
            else point
            for point in task.head.points
        )
        made.append(task.model_copy(update={"head": task.head.model_copy(update={"points": points})}))
    return tuple(made)
