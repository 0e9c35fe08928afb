"""Coding tasks and reports of runs over the wire.

Decides what of a task is never sent: its hidden tests beyond their names, its reference and its wrong solutions.
"""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.api.schemas import Model
from app.coach.code_runs import CodeRuns
from app.coding.run_report import Grown, Proof, Report, TestResult
from app.coding.task import MOST_SOURCE_CHARS, Task, told


class TaskSummaryView(Model):
    """A task in the list."""

    id: str
    title: str
    topic: str
    difficulty: str
    level: str
    minutes: int
    question: str | None

    @classmethod
    def of(cls, task: Task) -> Self:
        """The view of a task."""
        head = task.head
        return cls(
            id=task.id,
            title=head.title,
            topic=head.topic.value,
            difficulty=head.difficulty.value,
            level=head.level.value,
            minutes=head.minutes,
            question=head.question,
        )


class TasksView(Model):
    """All tasks, whether code is run here, and the sentence about it."""

    tasks: list[TaskSummaryView]
    runs_code: bool
    sandbox: str

    @classmethod
    def of(cls, code: CodeRuns) -> Self:
        """The view of the tasks."""
        sandbox = code.sandbox
        tasks = [TaskSummaryView.of(task) for task in code.tasks]
        return cls(tasks=tasks, runs_code=sandbox.kind is not None, sandbox=sandbox.sentence)


class TaskView(TaskSummaryView):
    """A task as a candidate sees it; `signature` is what an editor begins with, its imports included."""

    statement: str
    signature: str
    rules: str
    packages: list[str]
    seconds: float
    memory_mb: int
    visible_tests: str
    runs_code: bool
    sandbox: str

    @classmethod
    def of_task(cls, task: Task, code: CodeRuns) -> Self:
        """The view of a task and of what stands around its programs."""
        head = task.head
        return cls(
            **TaskSummaryView.of(task).model_dump(),
            statement=head.statement,
            signature=task.starter,
            rules=head.rules,
            packages=list(head.packages),
            seconds=head.seconds,
            memory_mb=head.memory_mb,
            visible_tests=task.visible_tests,
            runs_code=code.sandbox.kind is not None,
            sandbox=code.sandbox.sentence,
        )


class RunRequest(Model):
    """A program. `submit`: all tests are run, the growth is measured and the key points are judged."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=MOST_SOURCE_CHARS)] = Field(
        examples=["def two_sum(numbers, target):\n    return None\n"]
    )
    submit: bool = False


class RunTestView(Model):
    """One test; of a hidden one no value is told."""

    name: str
    hidden: bool
    state: str
    ms: float
    call: str
    expected: str
    got: str
    message: str
    line: int | None

    @classmethod
    def of(cls, test: TestResult) -> Self:
        """The view of a test."""
        return cls(
            name=told(test.name),
            hidden=test.is_hidden,
            state=test.state.value,
            ms=round(1000 * test.seconds, 1),
            call=test.call,
            expected=test.expected,
            got="" if not test.expected else test.got,
            message=test.message,
            line=test.line,
        )


class RunGrowthView(Model):
    """How the time grows: seconds by size, the fitted exponent beside what is expected; null where not measured."""

    sizes: list[int]
    ms: list[float]
    exponent: float | None
    expected: str
    within: bool | None
    sentence: str

    @classmethod
    def of(cls, grown: Grown) -> Self:
        """The view of a measured growth."""
        return cls(
            sizes=list(grown.sizes),
            ms=[round(1000 * seconds, 2) for seconds in grown.seconds],
            exponent=None if grown.exponent is None else round(grown.exponent, 2),
            expected=grown.expected,
            within=grown.is_within,
            sentence=grown.sentence,
        )


class ProofView(Model):
    """What the run says of a key point: met, not met, or null where it cannot tell; lines of the code as evidence."""

    point_id: str
    text: str
    met: bool | None
    why: str
    lines: list[tuple[int, int]]

    @classmethod
    def of(cls, proof: Proof) -> Self:
        """The view of a proof."""
        return cls(point_id=proof.point_id, text=proof.text, met=proof.is_met, why=proof.why, lines=list(proof.lines))


class StyleRemarkView(Model):
    """A remark of ruff's."""

    line: int
    rule: str
    message: str


class RunReportView(Model):
    """The outcome of a run. `broken`: why the program could not be loaded. `points` only after a submission."""

    task: str
    submitted: bool
    sandbox: str
    good: bool
    passed: int
    tests: list[RunTestView]
    ms: float
    memory_mb: float
    broken: str
    broken_line: int | None
    printed: str
    growth: RunGrowthView | None
    points: list[ProofView]
    remarks: list[StyleRemarkView]

    @classmethod
    def of(cls, report: Report) -> Self:
        """The view of a report."""
        return cls(
            task=report.task_id,
            submitted=report.is_submission,
            sandbox=report.sandbox.value,
            good=report.is_good,
            passed=report.passed,
            tests=[RunTestView.of(test) for test in report.tests],
            ms=round(1000 * report.seconds, 1),
            memory_mb=round(report.memory_bytes / 1e6, 1),
            broken=report.broken,
            broken_line=report.broken_line,
            printed=report.printed,
            growth=None if report.growth is None else RunGrowthView.of(report.growth),
            points=[ProofView.of(proof) for proof in report.proofs] if report.is_submission else [],
            remarks=[StyleRemarkView(line=item.line, rule=item.rule, message=item.message) for item in report.remarks],
        )
