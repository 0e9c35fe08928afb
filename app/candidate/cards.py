"""Cards of missed points, and when each is due.

Decides that a point becomes a card when it is first missed, and that a verdict rates a review: met is "good", partly
met "hard", the rest "again". When a card is due is FSRS's (package fsrs).

Source: Ye, Su and Cao (2022), A stochastic shortest path algorithm for optimizing spaced repetition scheduling.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import fsrs

from app.interview.grade import VerdictState
from ingest.bank.questions import KeyPoint, Question

# Without fuzz, so that the same reviews make the same dates. A card that was missed comes back in ten minutes.
SCHEDULER = fsrs.Scheduler(
    learning_steps=(timedelta(minutes=10),), relearning_steps=(timedelta(minutes=10),), enable_fuzzing=False
)
# The library makes an id from the clock otherwise.
NO_ID = 0


class Rating(StrEnum):
    """How a point came back to mind."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


RATINGS = {
    Rating.AGAIN: fsrs.Rating.Again,
    Rating.HARD: fsrs.Rating.Hard,
    Rating.GOOD: fsrs.Rating.Good,
    Rating.EASY: fsrs.Rating.Easy,
}
BY_STATE = {
    VerdictState.MET: Rating.GOOD,
    VerdictState.PARTLY_MET: Rating.HARD,
    VerdictState.NOT_MET: Rating.AGAIN,
    VerdictState.CONTRADICTED: Rating.AGAIN,
}


@dataclass(frozen=True)
class Schedule:
    """Where a card stands in FSRS: `stability` in days, `difficulty` 1..10, both None before the first review."""

    state: int = fsrs.State.Learning.value
    step: int | None = 0
    stability: float | None = None
    difficulty: float | None = None
    last_review_utc: datetime | None = None


@dataclass(frozen=True)
class Card:
    """A point that was missed, asked as a short question; `section` teaches it."""

    id: str
    question_id: str
    point_id: str
    question: str
    prompt: str
    point: str
    section: str
    topic: str
    weight: int
    made_utc: datetime
    due_utc: datetime
    schedule: Schedule = Schedule()
    reviews: int = 0
    lapses: int = 0

    def is_due(self, now: datetime) -> bool:
        """Whether it should be asked now."""
        return self.due_utc <= now

    def after(self, rating: Rating, now: datetime) -> "Card":
        """The card once it was reviewed."""
        at = self.schedule
        moment = now.astimezone(UTC)
        held = fsrs.Card(
            NO_ID, fsrs.State(at.state), at.step, at.stability, at.difficulty, self.due_utc, at.last_review_utc
        )
        told, _ = SCHEDULER.review_card(held, RATINGS[rating], moment)
        schedule = Schedule(told.state.value, told.step, told.stability, told.difficulty, told.last_review)
        lapses = self.lapses + (rating is Rating.AGAIN)
        return replace(self, due_utc=told.due, schedule=schedule, reviews=self.reviews + 1, lapses=lapses)

    def recall(self, now: datetime) -> float:
        """How likely the point is remembered now, 0..1; 0 before the first review."""
        at = self.schedule
        held = fsrs.Card(
            NO_ID, fsrs.State(at.state), at.step, at.stability, at.difficulty, self.due_utc, at.last_review_utc
        )
        return float(SCHEDULER.get_card_retrievability(held, now.astimezone(UTC)))


def card_id(question_id: str, point_id: str) -> str:
    """The id of the card of a point."""
    return f"{question_id}/{point_id}"


def new_card(question: Question, point: KeyPoint, now: datetime) -> Card:
    """The card of a point that was just missed."""
    prompt = point.follow_up or question.text
    topic = "" if question.topic is None else question.topic.value
    made = Card(
        id=card_id(question.id, point.id),
        question_id=question.id,
        point_id=point.id,
        question=question.text,
        prompt=prompt,
        point=point.text,
        section=point.section,
        topic=topic,
        weight=point.weight,
        made_utc=now,
        due_utc=now,
    )
    return made.after(Rating.AGAIN, now)
