"""The questions as they stood when answers to them were written and labelled: what tests of a grader grade.

The bank's rubrics are rewritten; labels hold for those that their writers read.
"""

from functools import lru_cache

from checkout import PROJECT

from eval.grading.gold_cases import labelled_bank
from ingest.bank.questions import Question


def labelled_questions() -> list[Question]:
    return list(_read())


@lru_cache(maxsize=1)
def _read() -> tuple[Question, ...]:
    return tuple(labelled_bank(PROJECT / "eval" / "cases", []))
