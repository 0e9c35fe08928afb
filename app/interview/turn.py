"""What is asked in a turn, and the turn once it is answered. Pure.

Decides what a follow-up is graded against, and which grade of a turn stands after appeals. What is asked next is for
flow.py.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.interview.appeal import Appeal
from app.interview.citation import Citation
from app.interview.grade import Grade
from app.interview.usage import Usage
from ingest.bank.questions import Question

# A follow-up asks for one point, where a question asks for four to eight.
FOLLOW_UP_MINUTES = 1


class TurnKind(StrEnum):
    """Whether a turn asks a question of the plan or follows up on the answer before."""

    QUESTION = "question"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True)
class Ask:
    """What is asked now: the wording, and the one key point that a follow-up asks about.

    `worded_by` is the model that worded it and `prompt_version` the version of its prompt; both are empty for the
    bank's own words. `usage` lists the requests that were made for the wording, including failed ones.
    """

    number: int
    kind: TurnKind
    question_id: str
    text: str
    point_id: str = ""
    worded_by: str = ""
    prompt_version: str = ""
    usage: tuple[Usage, ...] = ()

    @property
    def is_follow_up(self) -> bool:
        """Whether it asks about one point of the answer before."""
        return self.kind is TurnKind.FOLLOW_UP

    def graded_against(self, planned: Question) -> Question:
        """The question to grade an answer to this against: the planned one in these words, or one point of it."""
        if self.is_follow_up:
            return narrowed(planned, self.point_id, self.text)
        return planned if self.text == planned.text else planned.model_copy(update={"text": self.text})


@dataclass(frozen=True)
class Turn:
    """One ask with its answer, grade and reply; `point_citations` maps a missed point to its [n]."""

    ask: Ask
    answer: str
    grade: Grade
    reply: str
    citations: tuple[Citation, ...]
    point_citations: dict[str, int]
    answered_utc: datetime
    key: str = ""
    appeals: tuple[Appeal, ...] = ()

    @property
    def standing(self) -> Grade:
        """The grade as it stands after the appeals; `grade` is as it was given."""
        after = {appeal.point_id: appeal.after for appeal in self.appeals}
        verdicts = tuple(after.get(verdict.point_id, verdict) for verdict in self.grade.verdicts)
        return replace(self.grade, verdicts=verdicts)

    def earlier_appeal(self, point_id: str, sentence: str) -> Appeal | None:
        """The same appeal as it was heard before, if the verdict still stands as it left it; None if there is none."""
        states = {verdict.point_id: verdict.state for verdict in self.standing.verdicts}
        same = (appeal for appeal in self.appeals if appeal.is_about(point_id, sentence))
        return next((appeal for appeal in same if appeal.after.state is states[point_id]), None)

    @property
    def usage(self) -> tuple[Usage, ...]:
        """Every request to a language model for this turn: for wording what was asked, and for grading."""
        return self.ask.usage + self.grade.usage


def narrowed(question: Question, point_id: str, text: str) -> Question:
    """A question that asks for one of its key points, as a follow-up does, in the words of `text`.

    Raises:
        ValueError: it has no such point.
    """
    point = next((point for point in question.key_points if point.id == point_id), None)
    if point is None:
        raise ValueError(f"the question {question.id} has no key point {point_id!r}")
    return question.model_copy(update={"text": text, "key_points": (point,), "minutes": FOLLOW_UP_MINUTES})
