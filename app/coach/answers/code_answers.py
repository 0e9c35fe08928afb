"""Answers that carry code: the code is run, and what the run shows stands above what the words say.

Decides what counts as the code of an answer: its first fenced block, and that who had it run is not told that code is
not graded. Where the question has no task, or code is not run here, the answer is graded by its words as any other.
"""

import logging
import re
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.coach.code_runs import CodeRuns
from app.coach.turnstile import Turnstile
from app.coding.proof import settled
from app.delivery.remarks import CODE_NOT_GRADED
from app.interview.grade import Grade
from ingest.bank.questions import Question
from ingest.errors import CoachError
from ingest.language.text import Text

FENCED = re.compile(r"^```(?:python|py)?[ \t]*\n(.*?)^```", re.DOTALL | re.MULTILINE | re.IGNORECASE)
WAS_RUN = "The code was run, and counts for what it shows; say in words too why it is right and what it costs."
BROKEN = "The code could not be loaded, so it shows nothing: "
NOT_NAMED = "The code was not run: it defines no {}."
# Definitions at the top of a program; a hostile text is not parsed in this process.
DEFINED = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
ASSIGNED = re.compile(r"^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
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
    turnstile: Turnstile = field(default_factory=Turnstile)

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point; those that the code proves come from its run."""
        text = Text.of(answer)
        grade = self.words.grade(question, text, is_follow_up=is_follow_up)
        task = self.runs.for_question(question.id)
        code = FENCED.search(text.raw)
        if task is None or code is None or not grade.verdicts:
            return grade
        program = named_as(task.head.signature, code[1])
        if program is None:
            return _told(grade, NOT_NAMED.format(" and no ".join(DEFINED.findall(task.head.signature))))
        try:
            with self.turnstile.aside():
                report = self.runs.run(task.id, program, is_submission=True)
        except CoachError as error:
            log.info("the code of an answer to %s was not run: %s", question.id, error)
            return grade
        if report.broken:
            at = "" if report.broken_line is None else f"line {report.broken_line}: "
            return _told(grade, f"{BROKEN}{at}{report.broken}")
        grade = _told(grade, WAS_RUN)
        return settled(grade, report, text.raw, code.start(1))


def named_as(signature: str, code: str) -> str | None:
    """A program with the names that the task asks for; None where it cannot be known what is meant.

    In an interview the names are not told before: one thing of another name stands for the one that is asked for.
    """
    wanted = DEFINED.findall(signature)
    defined = DEFINED.findall(code)
    if set(wanted) <= {*defined, *ASSIGNED.findall(code)}:
        return code
    return f"{code}\n\n{wanted[0]} = {defined[0]}\n" if len(wanted) == len(defined) == 1 else None


def _told(grade: Grade, remark: str) -> Grade:
    """The grade with what became of the code among its remarks."""
    kept = (one for one in grade.delivery.remarks if one != CODE_NOT_GRADED)
    return replace(grade, delivery=replace(grade.delivery, remarks=(*kept, remark)))
