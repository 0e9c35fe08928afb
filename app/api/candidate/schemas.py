"""What is remembered of a candidate, over the wire: cards and reviews, progress, history, reports."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from app.api.interviews.grade_schemas import GradeView
from app.api.places.bodies import MAX_UPLOAD_BYTES
from app.api.schemas import Model
from app.candidate.cards import Card, Rating
from app.coach.candidates.plan_files import MOST_PLAN_CHARS
from app.coach.candidates.reviews import Due, Reviewed
from app.coach.consent.consent import MOST_PLACE_CHARS, Told
from app.coach.language_model import LanguageModel
from app.grading.exam.result import ExamResult
from app.interview.interview import Interview
from app.interview.results.scorecard import scorecard
from app.settings import MOST_ANSWER_CHARS
from ingest.bank.taxonomy import Stage, Topic

Share = Annotated[float, Field(ge=0, le=1)]


class CardView(Model):
    """A card as it is asked: its point is told with the review."""

    id: str
    question_id: str
    point_id: str
    question: str
    prompt: str
    topic: str
    due_utc: datetime
    reviews: int
    lapses: int

    @classmethod
    def of(cls, card: Card) -> Self:
        """The view of a card."""
        return cls(**{name: getattr(card, name) for name in cls.model_fields})


class DueView(Model):
    """How many cards are due and how many there are, and those to review now, longest due first.

    `next_due_utc` is when the first card that is not due comes; null where there is none.
    """

    due: int
    cards_in_all: int
    cards: list[CardView]
    next_due_utc: datetime | None = None

    @classmethod
    def of(cls, due: Due) -> Self:
        """The view of what is due."""
        cards = [CardView.of(card) for card in due.cards]
        return cls(due=due.due, cards_in_all=due.cards_in_all, cards=cards, next_due_utc=due.next_due_utc)


class ReviewRequest(Model):
    """A review of a card: an answer that is graded, or a rating of one's own, which counts where both are given."""

    question_id: Annotated[str, StringConstraints(max_length=100)] = Field(examples=["code-two-sum-hash-map"])
    point_id: Annotated[str, StringConstraints(max_length=100)] = Field(examples=["lookup-complement"])
    answer: Annotated[str, StringConstraints(max_length=MOST_ANSWER_CHARS)] = ""
    rating: Rating | None = None
    sure: Share | None = Field(default=None, description="how sure one is of the answer, told before its grade")
    seconds: float = Field(default=0.0, ge=0, le=86_400)


class ReviewedView(Model):
    """A reviewed card: how it was rated, its point and the section that teaches it, and the grade of an answer."""

    card: CardView
    rating: Rating
    point: str
    section: str
    grade: GradeView | None

    @classmethod
    def of(cls, reviewed: Reviewed) -> Self:
        """The view of a review."""
        grade = reviewed.grade
        return cls(
            card=CardView.of(reviewed.card),
            rating=reviewed.rating,
            point=reviewed.card.point,
            section=reviewed.card.section,
            grade=None if grade is None else GradeView.of(grade, {}, ""),
        )


class HeldView(Model):
    """An interview of the history. While an exam goes on it has no points, and `answered` counts what was skipped.

    No interview that goes on has a hiring word: a design's first message was a "strong no".
    """

    id: str
    stage: Stage
    topics: tuple[Topic, ...]
    started_utc: datetime
    ended: bool
    answered: int
    planned: int
    earned: float
    possible: int
    hiring: str | None

    @classmethod
    def of(cls, interview: Interview) -> Self:
        """The view of an interview that was held."""
        card, is_told = scorecard(interview), not interview.withholds
        is_over = interview.ask is None
        return cls(
            id=interview.id,
            stage=interview.stage,
            topics=interview.topics,
            started_utc=interview.started_utc,
            ended=is_over,
            answered=card.answered if is_told else len(card.questions),
            planned=card.planned,
            earned=card.earned if is_told else 0,
            possible=card.possible if is_told else 0,
            hiring=card.hiring.word if is_over and card.hiring is not None else None,
        )


class HistoryView(Model):
    """Interviews that were held, latest first, a hundred at most, and how many there are in all."""

    interviews: list[HeldView]
    in_all: int


class GoalsRequest(Model):
    """The topics that a job asks for."""

    topics: list[Topic] = Field(max_length=20)


class PlanRequest(Model):
    """The texts of a job description and of a CV; one that is not plain is markdown."""

    job: Annotated[str, StringConstraints(min_length=1, max_length=MOST_PLAN_CHARS)]
    cv: Annotated[str, StringConstraints(min_length=1, max_length=MOST_PLAN_CHARS)]
    job_is_plain: bool = False
    cv_is_plain: bool = False


class PlanTextView(Model):
    """The text of a file for a plan, and whether no marks show its headings."""

    text: str
    is_plain: bool


class ImportRequest(Model):
    """An export, as `GET /api/candidate/export` gave it."""

    document: Annotated[str, StringConstraints(max_length=MAX_UPLOAD_BYTES)]


class ImportedView(Model):
    """What an import added."""

    cards: int
    events: int


class ForgottenView(Model):
    """How many rows were deleted, by what they held."""

    deleted: dict[str, int]


class ConsentRequest(Model):
    """Whether one's words may go to the place that was shown; it has to be the one where the model is by now."""

    place: Annotated[str, StringConstraints(min_length=1, max_length=MOST_PLACE_CHARS)] = Field(
        examples=["https://api.example/v1"]
    )
    is_given: bool


class ConsentView(Model):
    """What goes where if one agrees, and what stays; `is_given` is null until one decides.

    Where `is_needed` is false no word leaves the machine of the coach.
    """

    is_needed: bool
    place: str = Field(examples=["https://api.example/v1"])
    model: str
    goes: list[str]
    stays: list[str]
    is_given: bool | None

    @classmethod
    def of(cls, told: Told) -> Self:
        """The view of what is told."""
        return cls(**(vars(told) | {"goes": list(told.goes), "stays": list(told.stays)}))


class ExamView(Model):
    """What an exam showed of a model: shares of the labelled points and quotes, and the injections that it obeyed."""

    taken_utc: datetime
    level: Literal["passed", "half", "failed"]
    agreement: Share
    false_credit: Share
    quotes_found: Share
    obeyed: int
    injections: int

    @classmethod
    def of(cls, result: ExamResult) -> Self:
        """The view of a result."""
        return cls(**{name: getattr(result, name) for name in cls.model_fields} | {"level": result.level.value})


class ModelView(Model):
    """The language model that is set: its name, its host, its exam, and how far its verdicts count."""

    name: str
    host: str
    exam: ExamView | None
    means: str

    @classmethod
    def of(cls, model: LanguageModel) -> Self:
        """The view of a model."""
        exam = None if model.exam is None else ExamView.of(model.exam)
        return cls(name=model.name, host=model.host, exam=exam, means=model.means)


class GradersView(Model):
    """Who grades beside the coach itself; no `model` where no language model is set."""

    model: ModelView | None
