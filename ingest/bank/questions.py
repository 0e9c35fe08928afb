"""The question bank: questions/*.yaml -> Questions.

Decides what a question is, and refuses a file with a mistake, naming the file, the entry and the field. Whether a cited
section really teaches its key point is for eval/corpus/check.py, which has the search for it.
"""

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from ingest.bank.taxonomy import Difficulty, Level, Skill, Stage, Topic
from ingest.documents.yaml_text import YAMLError, read_yaml
from ingest.errors import BadRequest

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=600)]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Code = Annotated[str, StringConstraints(min_length=3, max_length=6000)]
SECTION = re.compile(r"^(guide|[a-z0-9-]+/[a-z0-9-]+)#[a-z0-9-]+$")


class Strict(BaseModel):
    """A part of a question: unknown fields are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KeyPoint(Strict):
    """One thing a good answer says: atomic, so that it is there or it is not."""

    id: Slug
    text: Sentence
    weight: int = Field(default=1, ge=1, le=3, description="3: the heart of the answer, 1: a detail")
    bonus: bool = Field(default=False, description="more than is asked for: earns, is never missed")
    level: Level = Field(default=Level.JUNIOR, description="the lowest level of job at which an answer must hold it")
    instances: tuple[Sentence, ...] = Field(
        default=(),
        max_length=4,
        description="for a kind of evidence that any honest story holds: how it sounds in two stories",
    )
    section: str = Field(
        default="", description="the section that teaches it: <topic>/<note>#<heading-slug> or guide#<heading-slug>"
    )
    other_wordings: tuple[Sentence, ...] = Field(default=(), max_length=4)
    in_strong_answer: tuple[Passage, ...] | None = Field(
        default=None,
        max_length=8,
        description="the passages of the strong answer that say it, word for word; none if it is only implied",
    )
    follow_up: str = Field(default="", max_length=600, description="probes this point without giving it away")


class WrongStatement(Strict):
    """What candidates typically get wrong, as they say it, and why it is wrong."""

    text: Sentence
    why: Sentence
    contradicts: Slug | None = Field(default=None, description="the key point of this question that it contradicts")


class FactKind(StrEnum):
    """What a clarifying question of a design is about."""

    SCOPE = "scope"
    LOAD = "load"
    LATENCY = "latency"
    FRESHNESS = "freshness"
    QUALITY = "quality"
    BUDGET = "budget"
    DATA = "data"
    LEGAL = "legal"


class Clarification(Strict):
    """A question a good candidate asks before designing, and the fact the interviewer gives."""

    question: Sentence
    fact: Sentence
    kind: FactKind | None = None
    asked: tuple[Sentence, ...] = Field(default=(), max_length=12, description="the question in other people's words")


class ThreadStep(Strict):
    """A question further down the line that a deep-dive question opens, with the points that answer it."""

    id: Slug
    text: Sentence
    key_points: tuple[KeyPoint, ...] = Field(min_length=1, max_length=4)


class Star(Strict):
    """What each STAR element of a good behavioural answer holds."""

    situation: Sentence
    task: Sentence
    action: Sentence
    result: Sentence


# Above the code to mend in the signature of a coding question.
TO_MEND = "# The version to mend"


class CodingTask(Strict):
    """The contract of a coding question. Tests are Python statements that assert."""

    signature: Code
    visible_tests: tuple[Code, ...] = Field(min_length=1)
    hidden_tests: tuple[Code, ...] = Field(min_length=1)
    limits: Sentence
    complexity: Sentence
    solution: Code = Field(description="code that passes all tests; a test runs it")

    @property
    def to_mend(self) -> str:
        """The code that a question has the candidate mend, as comments below TO_MEND; '' where it asks for new code."""
        _, _, below = self.signature.partition(TO_MEND)
        return "\n".join(line.removeprefix("# ").removeprefix("#") for line in below.splitlines()[1:])


class Question(Strict):
    """One question with all that is needed to ask and to grade it.

    This is what every question has, one drawn from an ingested document too; what the bank asks of
    its own questions is in BankQuestion.
    """

    id: Slug
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=2000)]
    stage: Stage
    skills: tuple[Skill, ...] = ()
    topic: Topic | None = None
    difficulty: Difficulty = Difficulty.MEDIUM
    minutes: int = Field(default=5, ge=1, le=60, description="time a good answer takes")
    key_points: tuple[KeyPoint, ...] = Field(min_length=1)
    wrong_statements: tuple[WrongStatement, ...] = Field(default=(), max_length=6)
    strong_answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
    another_strong_answer: str = Field(default="", max_length=20_000, description="a second, different story")
    levels: tuple[Level, ...] = Field(default=(), description="the levels of job it is asked at")
    thread: tuple[ThreadStep, ...] = Field(default=(), max_length=5, description="the questions that go down its line")
    reviewed: dt.date | None = Field(default=None, description="when a reader last held it against the field")
    variants: tuple[Sentence, ...] = ()
    clarifying: tuple[Clarification, ...] = ()
    not_given: tuple[Sentence, ...] = Field(
        default=(), max_length=24, description="what a candidate may ask and no fact answers"
    )
    star: Star | None = None
    coding: CodingTask | None = None

    @model_validator(mode="after")
    def _quotes_its_strong_answer(self) -> Self:
        # Of each stored interview that is read, so no pattern is compiled for it: that took 10 ms an answer.
        answer = _unwrapped(self.strong_answer)
        for point in self.key_points:
            for passage in point.in_strong_answer or ():
                if _unwrapped(passage) not in answer:
                    raise ValueError(f"key point {point.id}: not a passage of the strong answer: {passage!r}")
        return self

    def said_at(self, point: KeyPoint) -> list[tuple[int, int]]:
        """Where the strong answer says a key point, as its passages mark it: (start, end) in characters."""
        found = (re.search(_however_wrapped(passage), self.strong_answer) for passage in point.in_strong_answer or ())
        return [place.span() for place in found if place is not None]


class BankQuestion(Question):
    """A question of the corpus: complete, each key point taught by a section."""

    skills: tuple[Skill, ...] = Field(min_length=1, max_length=3)
    topic: Topic
    difficulty: Difficulty
    minutes: int = Field(ge=1, le=60)
    key_points: tuple[KeyPoint, ...] = Field(min_length=4, max_length=10)
    wrong_statements: tuple[WrongStatement, ...] = Field(min_length=1, max_length=6)
    strong_answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=200, max_length=12_000)]
    variants: tuple[Sentence, Sentence]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        points = [*self.key_points, *(point for step in self.thread for point in step.key_points)]
        for point in points:
            if not SECTION.match(point.section):
                raise ValueError(
                    f"key point {point.id}: section must be <topic>/<note>#<heading>, is {point.section!r}"
                )
            if not point.other_wordings or len(point.follow_up) < 8:
                raise ValueError(f"key point {point.id}: needs other_wordings and a follow_up")
        if self.stage is Stage.SYSTEM_DESIGN and len(self.clarifying) < 3:
            raise ValueError("a system-design question needs at least 3 clarifying questions with facts")
        if self.stage is Stage.BEHAVIOURAL and self.star is None:
            raise ValueError("a behavioural question needs its star elements")
        ids = [point.id for point in points]
        if len(set(ids)) != len(ids):
            raise ValueError("key point ids repeat within the question")
        return self


def _unwrapped(text: str) -> str:
    return " ".join(text.split())


def _however_wrapped(passage: str) -> str:
    return r"\s+".join(map(re.escape, passage.split()))


class BankError(BadRequest):
    """A question file is not valid; the message names file, entry and field."""


def load_questions(path: Path) -> list[BankQuestion]:
    """Read one YAML file of questions.

    Raises:
        BankError: not YAML, not a list, or an entry breaks a rule; all broken entries are named.
    """
    try:
        rows = read_yaml(path.read_text(encoding="utf-8"))
    except (YAMLError, ValueError) as error:
        # ValueError: bytes that are not UTF-8, or a date that is none.
        raise BankError(f"{path.name}: not readable as YAML: {error}") from error
    if not isinstance(rows, list):
        raise BankError(f"{path.name}: expected a list of questions, found {type(rows).__name__}")
    questions, problems = [], []
    for number, row in enumerate(rows, start=1):
        name = row.get("id", f"entry {number}") if isinstance(row, dict) else f"entry {number}"
        try:
            questions.append(BankQuestion.model_validate(row))
        except ValidationError as error:
            problems += [
                f"{path.name}: {name}: {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
            ]
    if problems:
        raise BankError("\n".join(problems))
    return questions


def load_bank(folder: Path) -> list[BankQuestion]:
    """Read every questions/*.yaml below `folder`, in file order.

    Raises:
        BankError: a file is invalid, or two questions share an id.
    """
    questions: list[BankQuestion] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            questions += load_questions(path)
        except BankError as error:
            problems.append(str(error))
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            problems.append(f"question id {question.id!r} is used twice")
        seen.add(question.id)
    if problems:
        raise BankError("\n".join(problems))
    return questions
