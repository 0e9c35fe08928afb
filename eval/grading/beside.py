"""`coach eval beside`: what an answer to a follow-up is credited with beside the point that it was asked for.

Decides what counts: the open points of the question that the answer says, and those that it does not, by its labels;
each is credited or not. `coach fit beside` fits how likely such a point is said.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import LogisticRegression

from app.grading.offline import OfflineGrader
from app.interview.grade import CREDIT, VerdictState
from app.reading.verdict import FEATURES, BesideForm
from eval.figures.agreement import Figure
from eval.figures.intervals import mean, shown, table
from eval.figures.json_lines import read_lines
from ingest.bank.questions import KeyPoint, Question
from ingest.errors import BadRequest
from ingest.language.text import Text

# Features of so different spread are held near 0 alike once each is divided by its own.
PENALTY = 0.1
SAID = (VerdictState.MET, VerdictState.PARTLY_MET)


class BesideCase(BaseModel):
    """An answer to the follow-up on point `asked` of a question; `labels` are the states of its other points."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question_id: str
    asked: str
    answer: str
    labels: dict[str, VerdictState]

    def posed(self, bank: dict[str, Question]) -> Question:
        """The question with the point that is asked for first, then the labelled ones.

        Raises:
            BadRequest: the bank has no such question.
        """
        if self.question_id not in bank:
            raise BadRequest(f"the bank has no question {self.question_id!r}; leave the line out, or name one it has")
        question = bank[self.question_id]
        points = {point.id: point for point in question.key_points}
        left: list[KeyPoint] = [points[name] for name in (self.asked, *self.labels) if name in points]
        return question.model_copy(update={"key_points": tuple(left), "thread": ()})


@dataclass(frozen=True)
class Credited:
    """Which shares of the points that answers say, half say and do not say are credited."""

    answers: int
    figures: tuple[Figure, ...]

    def render(self) -> str:
        """One text table, per cent with 95 % intervals."""
        head = [f"points beside what was asked, {self.answers} answers", "credited, %"]
        return table(head, [[one.name, shown(one)] for one in self.figures])

    def as_json(self) -> str:
        """One JSON document."""
        return json.dumps(asdict(self))


def read_beside(path: Path) -> list[BesideCase]:
    """The answers of a file.

    Raises:
        BadRequest: a line is none.
    """
    return [one for _, one in read_lines(path, BesideCase, BadRequest)]


def evaluate_beside(cases: Sequence[BesideCase], bank: Sequence[Question], grader: OfflineGrader) -> Credited:
    """Grade each beside what it was asked for."""
    known = {question.id: question for question in bank}
    credit: dict[VerdictState, list[float]] = {state: [] for state in VerdictState}
    for case in cases:
        grade = grader.beside(case.posed(known), Text(case.answer))
        for verdict in grade.verdicts:
            if verdict.point_id in case.labels:
                credit[case.labels[verdict.point_id]].append(CREDIT[verdict.state])
    figures = tuple(mean(f"{state.value} ({len(found)})", found) for state, found in credit.items() if found)
    return Credited(len(cases), figures)


def fit_beside(cases: Sequence[BesideCase], bank: Sequence[Question], grader: OfflineGrader) -> BesideForm:
    """How likely a point is said beside what was asked, of labelled answers; half said points are left out."""
    known = {question.id: question for question in bank}
    rows: list[np.ndarray] = []
    said: list[bool] = []
    for case in cases:
        question = case.posed(known)
        for point, read in zip(question.key_points, grader.points_read(question, case.answer), strict=True):
            if case.labels.get(point.id) in (VerdictState.MET, VerdictState.NOT_MET):
                rows.append(read.features)
                said.append(case.labels[point.id] is VerdictState.MET)
    measured = np.array(rows)
    spread = measured.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=PENALTY, max_iter=4000).fit(measured / spread, np.array(said))
    slopes = model.coef_[0] / spread
    if len(slopes) != len(FEATURES):
        raise ValueError(f"{len(slopes)} slopes for {len(FEATURES)} features")
    return BesideForm(
        slopes=tuple(round(float(value), 4) for value in slopes), offset=round(float(model.intercept_[0]), 4)
    )
