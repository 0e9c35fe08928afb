"""Do the coding tasks hold together? Their key points belong to their questions; and, run, each does what it says.

Decides that the cheap part is in every `coach corpus check`, and that running them all, some minutes, is asked for.
"""

from collections.abc import Iterator, Sequence

from app.coding.run_report import Report, State
from app.coding.runner import Runner
from app.coding.task import GROWTH, Task
from ingest.bank.questions import Question


def faults_of(tasks: Sequence[Task], bank: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """What is wrong with tasks without running them: the task and the fault."""
    questions = {question.id: question for question in bank}
    asked: dict[str, str] = {}
    for task in tasks:
        identifier = task.head.question
        if identifier is not None:
            if identifier in asked:
                yield task.id, f"{asked[identifier]} belongs to the question {identifier} too"
            asked[identifier] = task.id
            if identifier not in questions:
                yield task.id, f"there is no question {identifier}"
                continue
            known = {point.id for point in questions[identifier].key_points}
            for point in task.head.points:
                if point.id not in known and not point.text:
                    yield task.id, f"{identifier} has no key point {point.id}, and the task has no text for it"
        for file, source in task.wrong.items():
            if source.strip() == task.reference.strip():
                yield task.id, f"{file} is the reference"


def run_faults(task: Task, runner: Runner) -> Iterator[str]:
    """What is wrong with a task when its solutions run: the reference must pass, each wrong one fail as it says.

    Raises:
        CoachError: code is not run here.
    """
    report = runner.run(task, task.reference, is_submission=True, has_style=False)
    if not report.is_good:
        yield f"the reference does not pass: {_failed(report) or report.broken}"
    missing = [proof.point_id for proof in report.proofs if proof.is_met is not True]
    if missing:
        yield f"the reference does not prove {', '.join(missing)}"
    for wrong in task.head.wrong:
        report = runner.run(task, task.wrong[wrong.file], is_submission=True, has_style=False)
        if report.broken:
            yield f"{wrong.file} cannot be loaded: {report.broken}"
            continue
        passes = sorted(set(wrong.fails) - _failed(report))
        if passes:
            yield f"{wrong.file} passes {', '.join(passes)}, which it must fail"


def _failed(report: Report) -> set[str]:
    failed = {test.name for test in report.tests if test.state is not State.PASSED}
    return failed | ({GROWTH} if report.growth is not None and report.growth.is_within is False else set())
