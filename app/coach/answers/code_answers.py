"""Answers that carry code: the code is run, and what the run shows stands above what the words say.

Decides what counts as the code of an answer: its first fenced block, and that who had it run is not told that code is
not graded. Where the question has no task, or code is not run
here, the answer is graded by its words as any other.
"""

import logging
import re
from dataclasses import dataclass, replace
from typing import Protocol

from app.coach.code_runs import CodeRuns
from app.coding.proof import settled
from app.interview.grade import Grade
from ingest.bank.questions import Question
from ingest.errors import CoachError
from ingest.language.text import Text

FENCED = re.compile(r"^```(?:python|py)?[ \t]*\n(.*?)^```", re.DOTALL | re.MULTILINE | re.IGNORECASE)
# How the remark on code begins, and what is true of code that was run. Source: app/delivery/remarks.py.
NOT_GRADED, WAS_RUN = "The code itself is not graded: ", "The code was run, and counts for what it shows: "
log = logging.getLogger(__name__)


class Grader(Protocol):
    """Grades the words of an answer."""

    def grade(self, question: Question, answer: Text, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point."""
        ...


@dataclass(frozen=True)
class RunningGrader:
    """A grader that runs the code of an answer beside reading its words."""

    words: Grader
    runs: CodeRuns

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point; those that the code proves come from its run."""
        text = Text.of(answer)
        grade = self.words.grade(question, text, is_follow_up=is_follow_up)
        task = self.runs.for_question(question.id)
        code = FENCED.search(text.raw)
        if task is None or code is None or not grade.verdicts:
            return grade
        try:
            report = self.runs.run(task.id, code[1], is_submission=True)
        except CoachError as error:
            log.info("the code of an answer to %s was not run: %s", question.id, error)
            return grade
        told = tuple(remark.replace(NOT_GRADED, WAS_RUN) for remark in grade.delivery.remarks)
        grade = replace(grade, delivery=replace(grade.delivery, remarks=told))
        return settled(grade, report, text.raw, code.start(1))
