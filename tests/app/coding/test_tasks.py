"""The tasks of the corpus: their format, and that each solution does what it says."""

import shutil
from pathlib import Path

import pytest
from banks import bank_questions, coding_tasks

from app.coding.runner import Runner
from app.coding.sandbox import Sandbox, places_of
from app.coding.task import Task, load_task, load_tasks
from app.folders import CORPUS
from eval.corpus.tasks import faults_of, run_faults
from ingest.bank.questions import BankError

TASKS = coding_tasks()


def test_there_are_at_least_forty_tasks_that_belong_to_their_questions() -> None:
    assert len(TASKS) >= 40
    assert list(faults_of(TASKS, bank_questions())) == []


def test_every_coding_question_of_the_bank_has_a_task() -> None:
    asked = {question.id for question in bank_questions() if question.coding is not None}
    assert asked == {task.head.question for task in TASKS if task.head.question is not None}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_what_an_editor_begins_with_can_be_loaded(task: Task) -> None:
    if "torch" not in task.head.packages:
        exec(compile(task.starter, "solution.py", "exec"), {})  # noqa: S102 - our own corpus


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("minutes: 10", "minutes: none"), "minutes"),
        (("two_equal_numbers_are_a_pair", "no_such_test"), "no test no_such_test"),
        (("id: linear-time", "id: check-before-insert"), "repeats"),
        (("wrong_by_value.py", "wrong_missing.py"), "wrong_missing.py is missing"),
        (("title:", "heading:"), "title"),
    ],
)
def test_a_task_with_a_mistake_is_refused_and_named(tmp_path: Path, change: tuple[str, str], problem: str) -> None:
    folder = tmp_path / "tasks" / "two-sum"
    shutil.copytree(CORPUS / "tasks" / "two-sum", folder)
    text = (folder / "task.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    (folder / "task.yaml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(BankError, match="two-sum") as caught:
        load_tasks(tmp_path)
    assert problem in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_the_reference_passes_and_wrong_solutions_fail_as_they_say(task: Task, walls: Sandbox) -> None:
    found = places_of(task.head.packages)
    if any(name not in found for name in task.head.packages):
        pytest.skip("a package of the task is not installed")
    assert list(run_faults(task, Runner(walls))) == []


def test_one_task_runs_as_it_says(walls: Sandbox) -> None:
    assert list(run_faults(load_task(CORPUS / "tasks" / "bm25"), Runner(walls))) == []
