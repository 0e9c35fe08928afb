"""What happened to a candidate, as it is kept: answers, reviews, points that were earned later. Pure data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.candidate.cards import Card, Rating


@dataclass(frozen=True)
class AnswerEvent:
    """An answer was graded. `credit` is None where it was not; `skill` and `sd` are the topic's after it, in logits.

    `missed` and `earned` are the ids of cards: points missed now, and points that were missed before and are said now.
    `sure` is how sure the candidate said to be before the grade, 0..1.
    """

    at_utc: datetime
    interview_id: str
    turn: int
    question_id: str
    topic: str
    credit: float | None
    seconds: float
    skill: float | None
    sd: float | None
    missed: tuple[str, ...] = ()
    earned: tuple[str, ...] = ()
    sure: float | None = None
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True)
class ReviewEvent:
    """A card was reviewed. `before`: the card as it was, for undo; `sure`: what the candidate told before the grade."""

    at_utc: datetime
    card_id: str
    topic: str
    rating: Rating
    credit: float | None
    sure: float | None
    seconds: float
    before: Card
    kind: Literal["review"] = "review"


@dataclass(frozen=True)
class AppealEvent:
    """A verdict was changed after an appeal: the points of turn `turn` are now the share `credit`."""

    at_utc: datetime
    interview_id: str
    turn: int
    credit: float
    earned: tuple[str, ...] = ()
    kind: Literal["appeal"] = "appeal"


Event = Annotated[AnswerEvent | ReviewEvent | AppealEvent, Field(discriminator="kind")]
