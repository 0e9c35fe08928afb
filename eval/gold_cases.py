"""Gold answers: answers to the bank's questions, labelled per key point by people before any grader ran.

Decides what a gold case is and which half of the questions may be looked at when fitting. How a
grader does on the other half is for gold.py.
"""

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.interview.grade import VerdictState
from ingest.bank import Question


class Level(StrEnum):
    """How good the answer was meant to be."""

    WEAK = "weak"
    MIDDLING = "middling"
    STRONG = "strong"


class Half(StrEnum):
    """Which half of the questions: `train` may be used to fit and to look at, `test` gives the published figures."""

    TRAIN = "train"
    TEST = "test"


class GoldCase(BaseModel):
    """One answer with its label for each key point of its question."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    question_id: str
    level: Level
    answer: str
    labels: dict[str, VerdictState]

    @property
    def half(self) -> Half:
        """The half of the case's question."""
        return half_of(self.question_id)


def half_of(question_id: str) -> Half:
    """By the hash of the question's id: all answers to a question are in the same half, for good."""
    return Half.TRAIN if hashlib.sha256(question_id.encode()).digest()[0] % 2 == 0 else Half.TEST


class GoldError(ValueError):
    """A gold file cannot be used; the message names file, line and case."""


def read_gold(folder: Path, bank: Sequence[Question]) -> list[GoldCase]:
    """Read every gold_answers*.jsonl of `folder`, checked against the bank.

    Raises:
        GoldError: no file, a broken line, an id twice, a question or a point that the bank does not have.
    """
    questions = {question.id: question for question in bank}
    cases: dict[str, GoldCase] = {}
    for path in sorted(folder.glob("gold_answers*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line.strip():
                continue
            case = _case(line, f"{path.name}:{number}", questions)
            if case.id in cases:
                raise GoldError(f"{path.name}:{number}: id {case.id!r} repeats")
            cases[case.id] = case
    if not cases:
        raise GoldError(f"{folder} holds no gold_answers*.jsonl with a case")
    return list(cases.values())


def _case(line: str, place: str, questions: dict[str, Question]) -> GoldCase:
    try:
        case = GoldCase.model_validate(json.loads(line))
    except (json.JSONDecodeError, ValidationError) as error:
        raise GoldError(f"{place}: {error}") from error
    question = questions.get(case.question_id)
    if question is None:
        raise GoldError(f"{place}: {case.id}: the bank has no question {case.question_id!r}")
    points = {point.id for point in question.key_points}
    if points != set(case.labels):
        raise GoldError(
            f"{place}: {case.id}: labels {sorted(set(case.labels) ^ points)} do not fit the question's points"
        )
    return case
