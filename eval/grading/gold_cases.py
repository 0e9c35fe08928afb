"""Gold answers: answers to the bank's questions, labelled per key point before any grader ran.

Language models wrote and labelled them; docs/grading.md says what that is worth.

Decides what a gold case is and which half of the questions may be looked at when fitting. A contested verdict that
`coach appeals` exported is one too, with a label for the contested point alone, once a person has reviewed it. How a
grader does on the other half is for gold.py.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.interview.grade import VerdictState
from eval.figures.json_lines import read_lines
from ingest.bank.questions import Question
from ingest.errors import BadRequest

# Questions as they stood when gold answers, outside answers and follow-ups were written and labelled.
LABELLED = "labelled_questions.jsonl"


class Level(StrEnum):
    """How good the answer was meant to be; an appeal is what somebody said in an interview."""

    WEAK = "weak"
    MIDDLING = "middling"
    STRONG = "strong"
    APPEAL = "appeal"


class Half(StrEnum):
    """Which half of the questions: `train` may be used to fit and to look at, `test` gives the published figures."""

    TRAIN = "train"
    TEST = "test"


class GoldCase(BaseModel):
    """One answer with its label for each key point of its question; an appeal's for the contested point alone.

    `asked` is the wording that was answered, where it is not the bank's; `probes` the one point that a follow-up asked
    about. The labels of a case that no person has `reviewed` are a grader's.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    question_id: str
    level: Level
    answer: str
    labels: dict[str, VerdictState] = Field(min_length=1)
    asked: str = ""
    probes: str = ""
    reviewed: bool = True

    @property
    def is_partial(self) -> bool:
        """Whether points of the question may be without a label: they are then compared with nothing."""
        return self.level is Level.APPEAL

    @property
    def half(self) -> Half:
        """The half of the case's question."""
        return half_of(self.question_id)


def half_of(question_id: str) -> Half:
    """By the hash of the question's id: all answers to a question are in the same half, for good."""
    return Half.TRAIN if hashlib.sha256(question_id.encode()).digest()[0] % 2 == 0 else Half.TEST


class GoldError(BadRequest):
    """A gold file cannot be used; the message names file, line and case."""


@dataclass(frozen=True)
class Gold:
    """The cases that can be used, and the number of those that cannot, by the reason."""

    cases: list[GoldCase]
    left_out: dict[str, int]


def read_gold(folder: Path, bank: Sequence[Question]) -> list[GoldCase]:
    """The cases of `read_gold_files` alone."""
    return read_gold_files(folder, bank).cases


def read_gold_files(folder: Path, bank: Sequence[Question]) -> Gold:
    """Read every gold_answers*.jsonl of `folder`, checked against the bank.

    Left out are cases that no person has reviewed, and appeals to a question or a point that the bank does not have:
    they may be about somebody's own documents, or older than the bank.

    Raises:
        GoldError: no file, no usable case, a broken line, an id twice, an own case that does not fit the bank.
    """
    questions = {question.id: question for question in bank}
    cases: dict[str, GoldCase] = {}
    left_out: dict[str, int] = {}
    for path in sorted(folder.glob("gold_answers*.jsonl")):
        for place, case in read_lines(path, GoldCase, GoldError):
            if case.id in cases:
                raise GoldError(f"{place}: id {case.id!r} repeats")
            why = _why_left_out(case, questions, place)
            if why:
                left_out[why] = left_out.get(why, 0) + 1
            else:
                cases[case.id] = case
    if not cases:
        waiting = "".join(f"; {number} {why}" for why, number in left_out.items())
        raise GoldError(f"{folder} holds no gold_answers*.jsonl with a case that can be used{waiting}")
    return Gold(list(cases.values()), left_out)


def labelled_bank(folder: Path, bank: Sequence[Question]) -> list[Question]:
    """The bank with each question as it stood when the answers in `folder` were labelled.

    A set of labels outlives a rewritten rubric: labels are of points as their writers read them. Where the folder has
    no such file, the bank as it is.

    Raises:
        GoldError: a line of the file is no question.
    """
    path = folder / LABELLED
    if not path.exists():
        return list(bank)
    try:
        frozen = [Question.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except ValidationError as error:
        raise GoldError(f"{path}: {error}") from error
    known = {question.id for question in frozen}
    return [*frozen, *(question for question in bank if question.id not in known)]


def question_of(case: GoldCase, question: Question) -> Question:
    """The bank's question as it was asked in this case: in its wording, a follow-up about its one point."""
    points = tuple(point for point in question.key_points if case.probes in {"", point.id})
    return question.model_copy(update={"text": case.asked or question.text, "key_points": points})


def _why_left_out(case: GoldCase, questions: dict[str, Question], place: str) -> str:
    """Why a case cannot be used; empty where it can."""
    question = questions.get(case.question_id)
    if question is None:
        if case.is_partial:
            return "to a question that the bank does not have"
        raise GoldError(f"{place}: {case.id}: the bank has no question {case.question_id!r}")
    points, labelled = {point.id for point in question.key_points}, set(case.labels)
    if case.is_partial and not (labelled | {case.probes} - {""}) <= points:
        return "about a point that the bank does not have"
    if not case.is_partial and labelled != points:
        raise GoldError(f"{place}: {case.id}: labels {sorted(labelled ^ points)} do not fit the question's points")
    return "" if case.reviewed else "that no person has reviewed"
