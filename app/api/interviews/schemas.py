"""An interview over the wire: its options, its start, what is asked, its turns and scorecard."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.api.interviews.grade_schemas import GradeView, MistakeView, VerdictView
from app.api.schemas import CitationView, Model, UsageView
from app.interview.interview import Interview
from app.interview.scorecard import Scorecard, scorecard
from app.interview.selection import MOST_QUESTIONS
from app.interview.turn import Ask, Turn
from app.settings import MOST_ANSWER_CHARS
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic


class StageView(Model):
    """A stage, how many questions on each topic the bank has for it, and how many minutes good answers to them take."""

    stage: Stage
    questions: int
    topics: dict[str, int]
    minutes: int = Field(description="of all its questions together, without follow-ups")
    topic_minutes: dict[str, int] = Field(description="of the questions of each topic together")

    @classmethod
    def of(cls, stage: Stage, bank: Sequence[Question]) -> Self:
        """What the bank has for a stage."""
        questions = [item for item in bank if item.stage is stage]
        topics: Counter[str] = Counter()
        minutes: Counter[str] = Counter()
        for item in questions:
            if item.topic is not None:
                topics[item.topic.value] += 1
                minutes[item.topic.value] += item.minutes
        return cls(
            stage=stage,
            questions=len(questions),
            topics=dict(sorted(topics.items())),
            minutes=sum(item.minutes for item in questions),
            topic_minutes=dict(sorted(minutes.items())),
        )


class OptionsView(Model):
    """What an interview can be about, how many questions it may have, and how long an answer may be."""

    stages: list[StageView]
    max_questions: int = MOST_QUESTIONS
    max_answer_chars: int


class StartRequest(Model):
    """What to be interviewed on."""

    stage: Stage = Field(examples=["screening"])
    topics: list[Topic] = Field(default=[], max_length=20, description="empty: all", examples=[["rag", "llms"]])
    questions: int = Field(default=4, ge=1, le=MOST_QUESTIONS)
    seed: int | None = Field(default=None, description="the same seed asks the same questions")


class AnswerRequest(Model):
    """An answer to turn `turn`; empty text is an answer too."""

    answer: Annotated[str, StringConstraints(max_length=MOST_ANSWER_CHARS)] = Field(
        examples=["High bias means underfitting."]
    )
    turn: int = Field(ge=1, examples=[1])


class AskView(Model):
    """What is asked: `kind` is question or follow-up; `of` the questions planned."""

    turn: int
    kind: str
    question_id: str
    text: str
    position: int
    of: int
    minutes: int

    @classmethod
    def of_interview(cls, interview: Interview, ask: Ask) -> Self:
        """The view of an ask in its interview."""
        position = [question.id for question in interview.plan].index(ask.question_id) + 1
        return cls(
            turn=ask.number,
            kind=ask.kind.value,
            question_id=ask.question_id,
            text=ask.spoken,
            position=position,
            of=len(interview.plan),
            minutes=interview.minutes(ask),
        )


class TurnView(Model):
    """One turn: what was asked, answered, graded and said.

    `explained` are the mistakes of the answers before: why they are wrong was held back until this turn. `also` are
    verdicts on other points of the question that the answer raised, and `missing` is what the story or the design
    still lacks.
    """

    asked: AskView
    answer: str
    reply: str
    grade: GradeView
    explained: list[MistakeView]
    citations: list[CitationView]
    answered_utc: datetime
    usage: list[UsageView]
    also: list[VerdictView] = Field(default=[])
    missing: list[str] = Field(default=[])

    @classmethod
    def of(cls, interview: Interview, turn: Turn) -> Self:
        """The view of a turn; what the follow-up that is asked now would give away is held back."""
        return cls(
            asked=AskView.of_interview(interview, turn.ask),
            answer=turn.answer,
            reply=turn.reply,
            grade=GradeView.of(turn.standing, turn.point_citations, interview.held_back(turn)),
            explained=[MistakeView.of(item, held_back=False) for item in interview.explained(turn)],
            citations=[CitationView.of(item) for item in interview.shown_citations(turn)],
            answered_utc=turn.answered_utc,
            usage=[UsageView.of(usage) for usage in turn.usage],
            also=[VerdictView.of(verdict, None, held_back=False) for verdict in turn.also],
            missing=list(turn.missing),
        )


class InterviewView(Model):
    """An interview as a candidate may see it."""

    id: str
    stage: Stage
    topics: tuple[Topic, ...]
    ask: AskView | None
    turns: list[TurnView]
    ended: bool
    started_utc: datetime
    scorecard: Scorecard | None

    @classmethod
    def of(cls, interview: Interview) -> Self:
        """The view of an interview; the scorecard comes with its end."""
        ended = interview.ask is None
        return cls(
            id=interview.id,
            stage=interview.stage,
            topics=interview.topics,
            ask=None if interview.ask is None else AskView.of_interview(interview, interview.ask),
            turns=[TurnView.of(interview, turn) for turn in interview.turns],
            ended=ended,
            started_utc=interview.started_utc,
            scorecard=scorecard(interview) if ended else None,
        )
