"""What is asked in a turn, and the turn once it is answered. Pure.

Decides what a follow-up is graded against, and which grade of a turn stands after appeals. What is asked next is for
flows/.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.interview.appeal import Appeal
from app.interview.citation import Citation
from app.interview.grade import Grade, Verdict
from app.interview.project_evidence import Beside
from app.interview.usage import Usage
from ingest.bank.questions import KeyPoint, Question, ThreadStep

# A follow-up asks for one point, where a question asks for four to eight.
FOLLOW_UP_MINUTES = 1
# A step further down a thread asks for one to four points.
STEP_MINUTES = 2
# A step that is made of a typical wrong statement, by its place among them: "wrong-0".
WRONG = "wrong-"
EDGE = "Somebody on your team says: “{text}” Would you agree, and why?"
EDGE_WEIGHT = 2


class TurnKind(StrEnum):
    """Whether a turn asks a question of the plan or follows up on the answer before."""

    QUESTION = "question"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True)
class Ask:
    """What is asked now: the wording, and the one key point that a follow-up asks about.

    `worded_by` is the model that worded it and `prompt_version` the version of its prompt; both are empty for the
    bank's own words. `usage` lists the requests that were made for the wording, including failed ones.
    `lead` are words before the wording that take up what the candidate has said; nothing is graded against them.
    `step` is the step of the question's thread that is asked, `about` the element of a story or the phase of a design
    that is asked for, and `retry_of` the turn that is answered once more; 0 where none is. `chair` is the key of the
    question of whoever sits in the interviewer's chair, and `then` what the coach asks after it; empty where the coach
    asks.
    """

    number: int
    kind: TurnKind
    question_id: str
    text: str
    point_id: str = ""
    worded_by: str = ""
    prompt_version: str = ""
    usage: tuple[Usage, ...] = ()
    lead: str = ""
    step: str = ""
    about: str = ""
    retry_of: int = 0
    asked_utc: datetime | None = None
    chair: str = ""
    then: "Ask | None" = None

    @property
    def is_aside(self) -> bool:
        """Whether it stands beside the course: asked once more or by the chair, it counts in no score."""
        return bool(self.retry_of or self.chair)

    @property
    def is_follow_up(self) -> bool:
        """Whether it follows up on the answer before."""
        return self.kind is TurnKind.FOLLOW_UP

    @property
    def spoken(self) -> str:
        """All that is said to the candidate."""
        return f"{self.lead} {self.text}" if self.lead else self.text

    def graded_against(self, planned: Question) -> Question:
        """What to grade an answer to this against: the planned question in these words, a step or a point of it.

        The words of the chair are nobody's instruction to a grader: its questions are graded in the words of the bank.
        """
        if self.chair:
            return narrowed(planned, self.point_id, planned.text) if self.point_id else planned
        if self.step:
            asked = step_question(planned, self.step)
            return narrowed(asked, self.point_id, self.text) if self.point_id else asked
        if self.point_id:
            return narrowed(planned, self.point_id, self.text)
        return (
            planned
            if self.is_follow_up or self.text == planned.text
            else planned.model_copy(update={"text": self.text})
        )


@dataclass(frozen=True)
class Turn:
    """One ask with its answer, grade and reply; `point_citations` maps a missed point to its [n].

    `also` are verdicts on other points of the question that this answer raised, or that were found in the answers so
    far before they were asked for. `missing` is what the story or the design still lacks, by name. `confidence` is how
    sure the candidate said to be before the grade was shown, 0..1. `beside` is what the project that is talked about
    says of the same things.
    """

    ask: Ask
    answer: str
    grade: Grade
    reply: str
    citations: tuple[Citation, ...]
    point_citations: dict[str, int]
    answered_utc: datetime
    key: str = ""
    appeals: tuple[Appeal, ...] = ()
    also: tuple[Verdict, ...] = ()
    missing: tuple[str, ...] = ()
    confidence: float | None = None
    beside: tuple[Beside, ...] = ()

    @property
    def has_earned(self) -> bool:
        """Whether this answer brought anything."""
        return self.standing.earned > 0 or any(verdict.points > 0 for verdict in self.also)

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


def step_question(question: Question, step_id: str) -> Question:
    """A step of a question's thread as a question of its own, or a typical wrong statement to be judged.

    Raises:
        ValueError: it has no such step.
    """
    step = next((step for step in (*question.thread, *edges(question)) if step.id == step_id), None)
    if step is None:
        raise ValueError(f"the question {question.id} has no step {step_id!r}")
    # The question's own strong answer answers no step: held against it, it seemed to make every point of the thread.
    answer = " ".join(point.text for point in step.key_points)
    changes = {"text": step.text, "key_points": step.key_points, "strong_answer": answer, "minutes": STEP_MINUTES}
    none = {"thread": (), "wrong_statements": (), "variants": (), "another_strong_answer": "", "coding": None}
    return question.model_copy(update=changes | none)


def edges(question: Question) -> tuple[ThreadStep, ...]:
    """A step for each typical wrong statement: whether the candidate sees what is wrong with it, and why."""
    sections = {point.id: point.section for point in question.key_points}
    return tuple(
        ThreadStep(
            id=f"{WRONG}{at}",
            text=EDGE.format(text=wrong.text),
            key_points=(
                KeyPoint(
                    id=f"{WRONG}{at}",
                    text=wrong.why,
                    weight=EDGE_WEIGHT,
                    section=sections.get(wrong.contradicts or "", question.key_points[0].section),
                ),
            ),
        )
        for at, wrong in enumerate(question.wrong_statements)
        if len(wrong.text) + len(EDGE) <= 600
    )


def narrowed(question: Question, point_id: str, text: str) -> Question:
    """A question that asks for one of its key points, as a follow-up does, in the words of `text`.

    Raises:
        ValueError: it has no such point.
    """
    point = next((point for point in question.key_points if point.id == point_id), None)
    if point is None:
        raise ValueError(f"the question {question.id} has no key point {point_id!r}")
    return question.model_copy(update={"text": text, "key_points": (point,), "minutes": FOLLOW_UP_MINUTES})
