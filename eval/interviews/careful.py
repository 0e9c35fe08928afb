"""`coach eval careful`: is a typical wrong statement told where it is said, and only there?

Decides what counts: each sentence is an answer of its own. A box is right on a sentence that says the wrong statement
that it names; any other box is wrong, and a sentence that says one and gets no box for it is missed.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from app.grading.offline import OfflineGrader
from eval.figures.intervals import table
from eval.figures.json_lines import read_lines
from eval.grading.dataset import DatasetError
from ingest.bank.questions import Question
from ingest.embedding.embedder import Progress


class CarefulCase(BaseModel):
    """A sentence near to a wrong statement of a question: whether it says it, and of which kind its nearness is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    wrong: str
    says: bool
    text: str = Field(min_length=1)
    how: str


@dataclass(frozen=True)
class Careful:
    """What boxes the sentences got.

    `sentences` that were graded, of which `saying` say their wrong statement; `right` of those are told so; `boxes` is
    how many were told in all. `left_out` are those whose wrong statement the bank no longer has.
    """

    sentences: int
    saying: int
    boxes: int
    right: int
    left_out: int

    @property
    def precision(self) -> float | None:
        """The share of the boxes that are right; None without a box."""
        return self.right / self.boxes if self.boxes else None

    @property
    def recall(self) -> float | None:
        """The share of the sentences that say a wrong statement which are told so; None without one."""
        return self.right / self.saying if self.saying else None

    def render(self) -> str:
        """One text table."""
        figures = {**asdict(self), "precision": self.precision, "recall": self.recall}
        return table(
            ["Careful boxes", ""], [[name.replace("_", " "), _shown(value)] for name, value in figures.items()]
        )

    def as_json(self) -> str:
        """One JSON document."""
        return json.dumps({**asdict(self), "precision": self.precision, "recall": self.recall}, indent=1)


def read_careful(path: Path) -> list[CarefulCase]:
    """The sentences of a file.

    Raises:
        DatasetError: a line is none; its number is named.
    """
    return [case for _, case in read_lines(path, CarefulCase, DatasetError)]


def evaluate_careful(
    cases: Sequence[CarefulCase], bank: Sequence[Question], grader: OfflineGrader, progress: Progress | None = None
) -> Careful:
    """Grade each sentence alone, against its question, and count the boxes."""
    known = {question.id: question for question in bank}
    held = [case for case in cases if case.question in known and case.wrong in _wrongs(known[case.question])]
    boxes = right = 0
    for number, case in enumerate(held, start=1):
        told = [mistake.statement for mistake in grader.grade(known[case.question], case.text).mistakes]
        boxes += len(told)
        right += case.says and case.wrong in told
        if progress is not None:
            progress(number, len(held))
    return Careful(len(held), sum(case.says for case in held), boxes, right, len(cases) - len(held))


def _wrongs(question: Question) -> set[str]:
    return {wrong.text for wrong in question.wrong_statements}


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)
