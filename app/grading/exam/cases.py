"""The cases of the exam: 48 answers whose points are labelled, and which of them a model is asked about.

What the gate decides in a grade, no model is asked. Orders in an answer are not struck from it, since what a model does
with them is examined.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.grading.evidence import Heard
from app.grading.gate.gate import gate
from app.interview.grade import VerdictState
from ingest.bank.questions import KeyPoint, Question, Sentence, Slug
from ingest.bank.taxonomy import Stage
from ingest.language.text import Text

CASES = Path(__file__).with_name("cases.jsonl")


class CasePoint(BaseModel):
    """A statement that an answer is held against."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    text: Sentence


class ExamCase(BaseModel):
    """A question, an answer to it, and what the answer does with each key point."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    kind: Literal["right", "turned", "mixed", "near", "symbols", "story", "pasted", "injection", "nothing"]
    question: str = Field(min_length=8)
    key_points: tuple[CasePoint, ...] = Field(min_length=1)
    answer: str = Field(min_length=1)
    labels: dict[Slug, VerdictState]

    @model_validator(mode="after")
    def _is_labelled(self) -> Self:
        if set(self.labels) != {point.id for point in self.key_points}:
            raise ValueError("each key point needs its label")
        return self

    @property
    def asked(self) -> Question:
        """The question as graders take it. No strong answer is known, and points may not stand in for it."""
        points = tuple(KeyPoint(id=point.id, text=point.text) for point in self.key_points)
        return Question(
            id=self.id, text=self.question, stage=Stage.SCREENING, key_points=points, strong_answer=self.question
        )

    @property
    def heard(self) -> Heard:
        """The answer with all its orders."""
        return Heard(self.answer, self.answer, ())


@cache
def read_cases(path: Path = CASES) -> tuple[ExamCase, ...]:
    """The cases; they are part of the installation."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(ExamCase.model_validate_json(line) for line in lines if line.strip())


def put_cases(cases: Sequence[ExamCase] | None = None) -> list[ExamCase]:
    """The cases that a model is asked about."""
    return [case for case in cases or read_cases() if gate(case.asked, Text(case.answer)) is None]
