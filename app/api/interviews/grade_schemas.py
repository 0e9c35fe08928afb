"""A grade over the wire: verdicts with their evidence, typical mistakes, an appeal and its outcome.

Decides what is still told of a point that is held back: its weight and state, but not its words or its passage.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.api.schemas import Model
from app.interview.appeal import Appeal
from app.interview.grade import LOWERED, RAISED, Delivery, Grade, Mistake, Verdict
from app.interview.levels import word_at
from ingest.bank.taxonomy import Level

# A model's reason for one point may say another one, which is asked about next.
WITHHELD = "it is told at the end of the exam"
LATER = "told after the next question"


def later(verdict: Verdict) -> str:
    """What is told of a model's reason while a point is held back: that it comes, and that credit was moved."""
    what, lowered, _ = verdict.reason.partition(": ")
    return f"{what}: {LATER}" if lowered and what.startswith((LOWERED, RAISED)) else LATER


class EvidenceView(Model):
    """The candidate's words: `answer[start:end]`; of an earlier `turn` where that is not 0."""

    quote: str
    start: int
    end: int
    turn: int = 0


class VerdictView(Model):
    """The verdict on one key point; a `held_back` point is shown when its follow-up is answered.

    `unsure`: it costs points and may well be wrong: who made the point should contest it.
    """

    point_id: str
    point: str
    weight: int
    state: str
    points: float
    evidence: EvidenceView | None
    probability: float
    reason: str
    citation: int | None
    held_back: bool
    is_bonus: bool
    unsure: bool
    price: float = 0.0

    @classmethod
    def of(cls, verdict: Verdict, citation: int | None, *, held_back: bool) -> Self:
        """The view of a verdict."""
        evidence = verdict.evidence
        return cls(
            point_id=verdict.point_id,
            point="" if held_back else verdict.point,
            weight=verdict.weight,
            state=verdict.state.value,
            points=verdict.points,
            evidence=None if evidence is None else EvidenceView(**evidence.__dict__),
            probability=verdict.probability,
            reason="asked about next" if held_back else verdict.reason,
            citation=None if held_back else citation,
            held_back=held_back,
            is_bonus=verdict.is_bonus,
            unsure=verdict.is_unsure and not held_back,
            price=verdict.price,
        )


class MistakeView(Model):
    """A typical wrong statement that was made; `why` is empty while it is held back, until the follow-up is answered.

    The reason why a statement is wrong often answers the follow-up.
    """

    statement: str
    why: str
    quote: str
    held_back: bool

    @classmethod
    def of(cls, mistake: Mistake, *, held_back: bool) -> Self:
        """The view of a mistake."""
        why = "" if held_back else mistake.why
        return cls(statement=mistake.statement, why=why, quote=mistake.evidence.quote, held_back=held_back)


class DeliveryView(Model):
    """The measurements behind the remarks on delivery; null for what the question does not ask for.

    `minutes` is the time it takes to say aloud, `star_missing` lists the elements of a story (situation, task, action,
    result) that are missing, `clarified` is whether the answer asks or states its assumptions before it designs.
    """

    words: int
    minutes: float
    star_missing: list[str] | None
    clarified: bool | None
    complexity_named: bool | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """The view of a delivery; its remarks are in the grade."""
        return cls(
            words=delivery.words,
            minutes=round(delivery.minutes, 2),
            star_missing=None if delivery.star_missing is None else list(delivery.star_missing),
            clarified=delivery.clarified,
            complexity_named=delivery.complexity_named,
        )


class GradeView(Model):
    """A grade with its basis. `score` and `hiring` are null where nothing was graded, `hiring` also before all is told.

    `gate` is the sentence to the candidate where the answer was decided before any model read it, `gate_reason` its
    name: empty, no answer, repeats the question, pastes the key points, not language, too short.
    `confidence` is how far the grader's beliefs are from a coin toss; with a language model, how far it and the offline
    grader agree.
    """

    score: float | None
    earned: float
    possible: int
    hiring: str | None
    anchor: str | None
    confidence: float | None
    verdicts: list[VerdictView]
    mistakes: list[MistakeView]
    remarks: list[str]
    delivery: DeliveryView
    gate: str | None
    gate_reason: str | None
    not_graded: str
    graded_by: dict[str, str]
    paid: float = Field(default=0.0, description="points that hints cost")
    so_far: bool = Field(default=False, description="of a design that goes on: there is no word of the scale yet")
    asked_next: bool = Field(default=False, description="the follow-up is about one of the points that are held back")
    answers_nothing: bool = Field(default=False, description="nothing in the answer speaks to what was asked")

    @classmethod
    def withheld(cls) -> Self:
        """What is told of a grade during an exam: nothing."""
        telling = DeliveryView(words=0, minutes=0, star_missing=None, clarified=None, complexity_named=None)
        return cls(
            score=None,
            earned=0,
            possible=0,
            hiring=None,
            anchor=None,
            confidence=None,
            verdicts=[],
            mistakes=[],
            remarks=[],
            delivery=telling,
            gate=None,
            gate_reason=None,
            not_graded=WITHHELD,
            graded_by={},
        )

    @classmethod
    def of(
        cls,
        grade: Grade,
        point_citations: dict[str, int],
        held_back: Collection[str],
        *,
        so_far: bool = False,
        level: Level | None = None,
    ) -> Self:
        """The view of a grade, with the hiring word of a level.

        While a point is held back, it is without its text, without the word and without why mistakes are wrong.
        """
        hiring = None if so_far or held_back or grade.score is None else word_at(grade.score, level)
        return cls(
            score=grade.score,
            earned=grade.earned,
            possible=grade.possible,
            hiring=None if hiring is None else hiring.word,
            anchor=None if hiring is None else hiring.anchor,
            confidence=grade.confidence,
            verdicts=[
                VerdictView.of(
                    replace(verdict, reason=later(verdict))
                    if held_back and grade.graded_by.method == "llm"
                    else verdict,
                    point_citations.get(verdict.point_id),
                    held_back=verdict.point_id in held_back,
                )
                for verdict in grade.verdicts
            ],
            mistakes=[MistakeView.of(item, held_back=bool(held_back)) for item in grade.mistakes],
            remarks=list(grade.delivery.remarks),
            delivery=DeliveryView.of(grade.delivery),
            gate=None if grade.gate is None else grade.gate.explanation,
            gate_reason=None if grade.gate is None else grade.gate.reason.value,
            not_graded=grade.not_graded,
            graded_by=grade.graded_by.__dict__,
            paid=grade.paid,
            so_far=so_far,
        )


class AppealRequest(Model):
    """A verdict that the candidate contests, and the words of the answer that make the point."""

    point_id: Annotated[str, StringConstraints(max_length=100)] = Field(examples=["gap-means-variance"])
    sentence: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)] = Field(
        examples=["Validation error is far above training error, so it overfits."]
    )


class LookedAtView(Model):
    """What came of an appeal, kept with its turn: the words that were quoted for a point, and why it changed or not."""

    point_id: str
    sentence: str
    changed: bool
    reason: str

    @classmethod
    def of(cls, appeal: Appeal) -> Self:
        """The view of an appeal that was taken."""
        after = appeal.after
        return cls(point_id=appeal.point_id, sentence=appeal.sentence, changed=appeal.changed, reason=after.reason)


class AppealView(Model):
    """The outcome of an appeal."""

    verdict: VerdictView
    changed: bool
    reason: str

    @classmethod
    def of(cls, appeal: Appeal) -> Self:
        """The view of an appeal."""
        after = appeal.after
        return cls(verdict=VerdictView.of(after, None, held_back=False), changed=appeal.changed, reason=after.reason)
