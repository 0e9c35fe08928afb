"""The questions and coding tasks of the corpus, read once a process: to read them takes longer than most tests."""

from functools import lru_cache

from checkout import PROJECT

from app.coding.task import Task, load_tasks
from ingest.bank.questions import BankQuestion, load_questions


def bank_questions() -> list[BankQuestion]:
    return [question for file in bank_files() for question in file]


@lru_cache(maxsize=1)
def bank_files() -> tuple[tuple[BankQuestion, ...], ...]:
    """The questions of each file of the bank, in the order of the files."""
    return tuple(tuple(load_questions(path)) for path in sorted((PROJECT / "corpus" / "questions").glob("*.yaml")))


def coding_tasks() -> list[Task]:
    return list(_tasks())


@lru_cache(maxsize=1)
def _tasks() -> tuple[Task, ...]:
    return tuple(load_tasks(PROJECT / "corpus"))
