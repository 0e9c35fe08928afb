"""`coach eval follow-ups`: short answers to the follow-ups of the bank, held against the one point each asks for.

Decides what is asked of them: right answers, one in a few words and one in a sentence, a wrong one, and a right one to
another question's follow-up, by the bounds of a follow-up and by those of a whole answer. They were written by a
language model that had the follow-up, the point and the strong answer, and not the other wordings, before any run.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from app.grading.offline import OfflineGrader
from app.interview.grade import VerdictState
from app.interview.turn import narrowed
from eval.figures.agreement import Figure, figure_on, resamples
from eval.figures.intervals import Values, shown, table
from eval.figures.json_lines import read_lines
from eval.grading.dataset import DatasetError
from ingest.bank.questions import Question
from ingest.embedding.embedder import Progress

NAME = "follow_ups.jsonl"
# The bounds of a follow-up were chosen on every fifth, which is left out of the figures.
CHOSEN_ON = 5
KINDS = ("right, in a few words", "right, in a sentence", "wrong", "right, to another follow-up")
STATES = (VerdictState.MET, VerdictState.PARTLY_MET)


Said = Annotated[str, Field(min_length=1)]


class FollowUp(BaseModel):
    """A follow-up of the bank with two right answers and a wrong one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question_id: str
    point_id: str
    right: tuple[Said, Said]
    wrong: Said


@dataclass(frozen=True)
class Row:
    """A kind of answer: the shares that are met and partly met, and met by the bounds of a whole answer."""

    kind: str
    met: Figure
    partly_met: Figure
    whole_met: Figure
    whole_partly_met: Figure


@dataclass(frozen=True)
class Report:
    """What each kind of answer to `count` follow-ups is given, and by which grader; "" where none was recorded."""

    count: int
    rows: tuple[Row, ...]
    graded_by: str = ""

    def render(self) -> str:
        """One text table, per cent with 95 % intervals, drawn by question."""
        head = [f"answers to {self.count:,} follow-ups, %", "met", "partly met", "as a whole answer: met", "partly met"]
        figures = [(row.kind, row.met, row.partly_met, row.whole_met, row.whole_partly_met) for row in self.rows]
        return table(head, [[kind, *map(shown, cells)] for kind, *cells in figures])

    def as_json(self) -> str:
        """One JSON document with every share and its interval."""
        return json.dumps(asdict(self), indent=1)


def read_follow_ups(cases: Path) -> list[FollowUp]:
    """The follow-ups of a folder of cases.

    Raises:
        DatasetError: a line is none; its number is named.
    """
    return [follow_up for _, follow_up in read_lines(cases / NAME, FollowUp, DatasetError)]


def evaluate(
    follow_ups: Sequence[FollowUp], bank: Sequence[Question], grader: OfflineGrader, progress: Progress | None = None
) -> Report:
    """Grade the answers; those that the bounds were chosen on are left out.

    Raises:
        DatasetError: the bank has no such question or point, or all are of one question.
    """
    known = {question.id: question for question in bank}
    kept = [one for at, one in enumerate(follow_ups) if at % CHOSEN_ON]
    given = np.zeros((len(KINDS), 2, len(kept), len(STATES)))
    for at, one in enumerate(kept):
        asked = _asked(one, known)
        other = next((more for more in (*kept[at:], *kept) if more.question_id != one.question_id), None)
        if other is None:
            raise DatasetError(f"{NAME}: follow-ups of two questions are needed at least")
        for kind, answer in enumerate((*one.right, one.wrong, other.right[0])):
            for way, is_follow_up in enumerate((True, False)):
                verdicts = grader.grade(asked, answer, is_follow_up=is_follow_up).verdicts
                given[kind, way, at] = [any(one.state is wanted for one in verdicts) for wanted in STATES]
        if progress is not None:
            progress(at + 1, len(kept))
    draws = resamples(np.unique([one.question_id for one in kept], return_inverse=True)[1])
    rows = [
        Row(
            kind,
            *(_share(kind, given[number, way, :, state], draws) for way in range(2) for state in range(len(STATES))),
        )
        for number, kind in enumerate(KINDS)
    ]
    by = grader.graded_by
    return Report(len(kept), tuple(rows), f"{by.method}, {by.model}, {by.rubric_version}")


def _share(kind: str, values: Values, draws: Sequence[NDArray[np.int64]]) -> Figure:
    return figure_on(kind, lambda rows: float(values[rows].mean()), len(values), draws)


def _asked(one: FollowUp, known: dict[str, Question]) -> Question:
    """The question as an interview narrows it to the point that the follow-up asks for."""
    question = known.get(one.question_id)
    point = None
    if question is not None:
        point = next((point for point in question.key_points if point.id == one.point_id), None)
    if question is None or point is None:
        raise DatasetError(f"{NAME}: the bank has no key point {one.point_id!r} of {one.question_id!r}")
    return narrowed(question, point.id, point.follow_up)
