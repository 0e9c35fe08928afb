"""The first message of a chat -> what the interview is to be about. Pure.

Decides what is understood: topics by their names, and a number before "questions". `metadata` goes over the words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.interview.requests.selection import MOST_QUESTIONS
from ingest.bank.taxonomy import Topic
from ingest.errors import BadRequest

QUESTIONS = 4
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
COUNTED = re.compile(rf"\b(\d{{1,3}}|{'|'.join(NUMBERS)})\s+(?:\w+\s+)?questions?\b", re.IGNORECASE)
# What everybody says who asks for an interview.
UNSAID = {Topic.INTERVIEW}


@dataclass(frozen=True)
class Wishes:
    """What an interview is to be about; no topics means all."""

    topics: tuple[Topic, ...] = ()
    questions: int = QUESTIONS
    seed: int | None = None


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="ignore")

    topics: tuple[Topic, ...] | None = None
    questions: int | None = Field(default=None, ge=1, le=MOST_QUESTIONS)
    seed: int | None = None

    @field_validator("topics", mode="before")
    @classmethod
    def _split(cls, topics: str) -> list[str]:
        return [name.strip() for name in topics.split(",") if name.strip()]


def wishes_of(words: str, metadata: Mapping[str, str]) -> Wishes:
    """What is wanted.

    Raises:
        BadRequest: `metadata` names no topic, or no number of questions that an interview may have.
    """
    try:
        named = _Metadata.model_validate(dict(metadata))
    except ValidationError as error:
        problems = "; ".join(f"metadata.{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadRequest(problems) from error
    said = COUNTED.search(words)
    count = 0 if said is None else int(NUMBERS.get(said[1].lower(), 0) or said[1])
    questions = named.questions or min(count, MOST_QUESTIONS) or QUESTIONS
    return Wishes(_topics_in(words) if named.topics is None else named.topics, questions, named.seed)


def _topics_in(words: str) -> tuple[Topic, ...]:
    plain = re.sub(r"[\W_]+", " ", words.lower())
    return tuple(
        topic for topic in Topic if topic not in UNSAID and re.search(rf"\b{topic.value.replace('-', ' ')}\b", plain)
    )
