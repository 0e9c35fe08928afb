"""The questions as they stood when answers to them were written and labelled: what tests of a grader grade.

The bank's rubrics are rewritten; labels hold for those that their writers read.
"""

from checkout import PROJECT

from eval.grading.gold_cases import labelled_bank
from ingest.bank.questions import Question


def labelled_questions() -> list[Question]:
    return labelled_bank(PROJECT / "eval" / "cases", [])
