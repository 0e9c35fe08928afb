"""Cases of `coach eval verdicts`: answers with a label per key point, the rubric inline or from the bank.

Decides the file format. A rubric that stands in the case stands in for the bank's, so that a set outlives a rewritten
question; what the bank knows beyond it (stage, strong answer, wrong statements) is kept where the question is there.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.interview.grade import VerdictState
from app.interview.turn import narrowed
from eval.figures.json_lines import read_lines
from ingest.bank.document_questions import stage_of
from ingest.bank.questions import KeyPoint, Question
from ingest.errors import BadRequest


class CasesError(BadRequest):
    """A file of cases cannot be used; the message names file, line and case."""


class Case(BaseModel):
    """What any case has."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str


Read = TypeVar("Read", bound=Case)


def read_case_lines(path: Path, case: type[Read], fields: str) -> list[Read]:
    """The cases of a file of JSON lines, in its order. `fields` names what a line is, for an error.

    Raises:
        CasesError: the file cannot be read, a line is no case, an id stands twice, or there is none.
    """
    found: dict[str, Read] = {}
    for place, one in read_lines(path, case, CasesError):
        if one.id in found:
            raise CasesError(f"{place}: id {one.id!r} repeats")
        found[one.id] = one
    if not found:
        raise CasesError(f"{path} holds no case; a line is one: {fields}")
    return list(found.values())


class InlinePoint(BaseModel):
    """A key point as it was labelled."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str
    weight: int = Field(default=1, ge=1, le=3)
    bonus: bool = False


class VerdictCase(Case):
    """One answer to one question, and what it does with each key point.

    `follow_up`: what was asked for the one point that is labelled, if the answer is to a follow-up.
    """

    question_id: str
    kind: str = ""
    answer: str
    labels: dict[str, VerdictState]
    question: str = ""
    key_points: tuple[InlinePoint, ...] = ()
    follow_up: str = ""


def read_cases(path: Path) -> list[VerdictCase]:
    """The cases of a file of JSON lines, in its order.

    Raises:
        CasesError: the file cannot be read, a line is no case, an id stands twice, or there is none.
    """
    return read_case_lines(path, VerdictCase, "id, question_id, kind, answer, labels")


def read_files(paths: Sequence[Path]) -> list[VerdictCase]:
    """The cases of all files, one file after the other.

    Raises:
        CasesError: a file cannot be used, or two of them hold the same id.
    """
    found: dict[str, VerdictCase] = {}
    for path in paths:
        for one in read_cases(path):
            if one.id in found:
                raise CasesError(f"{path}: id {one.id!r} is also in another file")
            found[one.id] = one
    return list(found.values())


def question_of(case: VerdictCase, bank: Mapping[str, Question]) -> Question:
    """The question that the case was labelled for.

    Raises:
        CasesError: neither the case nor the bank has its key points, a label is of a point that there is not, or an
            answer to a follow-up has not one label.
    """
    known = bank.get(case.question_id)
    question = _inline(case, known) if case.key_points else known
    if question is None:
        raise CasesError(f"{case.id}: the bank has no question {case.question_id!r} and the case has no key_points")
    missing = sorted(set(case.labels) - {point.id for point in question.key_points})
    if missing:
        raise CasesError(f"{case.id}: labels of points that the question does not have: {', '.join(missing)}")
    if not case.follow_up:
        return question
    if len(case.labels) != 1:
        raise CasesError(f"{case.id}: a follow-up asks for one point, {len(case.labels)} are labelled")
    (point_id,) = case.labels
    return narrowed(question, point_id, case.follow_up)


def _inline(case: VerdictCase, known: Question | None) -> Question:
    same = {(point.id, point.text): point for point in known.key_points} if known else {}
    points = tuple(
        same.get((each.id, each.text)) or KeyPoint(id=each.id, text=each.text, weight=each.weight, bonus=each.bonus)
        for each in case.key_points
    )
    ids = {point.id for point in points}
    if known is not None:
        wrong = tuple(each for each in known.wrong_statements if each.contradicts is None or each.contradicts in ids)
        changes = {"text": case.question or known.text, "key_points": points, "wrong_statements": wrong}
        return known.model_copy(update=changes)
    # Without a strong answer of anybody's the points stand in, as they do for a question of an own document.
    told = " ".join(point.text for point in points)
    text = case.question or case.question_id
    return Question(id=case.question_id, text=text, stage=stage_of(text), key_points=points, strong_answer=told)
