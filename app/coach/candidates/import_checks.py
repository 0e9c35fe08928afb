"""What an import may hold beyond its shape: what would be stored without complaint and fail when it is used.

Decides the bounds, each wider than what the coach writes itself, so that an export of its own is always taken.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, model_validator

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
# As wide as the column, and what a tag of Anki may be.
MOST_ID_CHARS = 200
ONE_WORD = r"^\S*$"


def _in_reach(moment: datetime) -> datetime:
    if not FIRST <= moment <= LAST:
        raise ValueError(f"should be between {FIRST.year} and {LAST.year}")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_reach)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Measure = Annotated[float, Field(ge=-100, le=100)]


class _Schedule(BaseModel):
    """A schedule that FSRS can go on from."""

    state: Literal[1, 2, 3] = 1
    step: Count | None = 0
    stability: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    difficulty: Annotated[float, Field(ge=1, le=10)] | None = None
    last_review_utc: Moment | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        known = {self.stability is not None, self.difficulty is not None, self.last_review_utc is not None}
        if len(known) > 1 or (self.state != 1 and False in known):
            raise ValueError("should have stability, difficulty and last review")
        if self.state != 2 and self.step is None:
            raise ValueError("should have a step while the card is learned")
        return self


class _Card(BaseModel):
    id: Annotated[str, StringConstraints(max_length=MOST_ID_CHARS)]
    question_id: str
    point_id: str
    topic: Annotated[str, StringConstraints(pattern=ONE_WORD)]
    weight: Count
    made_utc: Moment
    due_utc: Moment
    schedule: _Schedule = _Schedule()
    reviews: Count = 0
    lapses: Count = 0

    @model_validator(mode="after")
    def _is_named_after_its_point(self) -> Self:
        if self.id != f"{self.question_id}/{self.point_id}":
            raise ValueError("should have the id <question_id>/<point_id>")
        return self


class _Event(BaseModel):
    at_utc: Moment
    credit: Measure | None = None
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.0
    skill: Measure | None = None
    sd: Measure | None = None
    sure: Measure | None = None
    before: _Card | None = None


class _Answer(BaseModel):
    credit: Measure
    points: Count
    at_utc: Moment


class _Seen(BaseModel):
    at_utc: Moment
    times: Count = 1


class _Candidate(BaseModel):
    answers: tuple[_Answer, ...] = ()
    seen: dict[str, _Seen] = {}
    expected: dict[str, Measure] = {}


class Usable(BaseModel):
    """An import that can be used. Its shape is checked apart; fields that anything may stand in are not named here."""

    candidate: _Candidate
    cards: tuple[_Card, ...]
    events: tuple[_Event, ...]


def place_of_nul(node: Any, place: str = "the document") -> str | None:
    """Where a NUL character stands in a JSON document, which no database takes; None where there is none."""
    return next((where for where, text in _texts(node, place) if "\0" in text), None)


def _texts(node: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield place, node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield f"a name in {place}", name
            yield from _texts(value, f"{place}.{name}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _texts(value, f"{place}.{number}")
