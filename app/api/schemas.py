"""What goes over the wire: requests that are checked, and views of what the coach holds.

Decides what a candidate may see: the point that is asked about next is held back from every view.
"""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.interview.answer import Answer, Citation, Sentence
from app.interview.appeal import Appeal
from app.interview.grade import Grade, Verdict
from app.interview.interview import Ask, Interview, Turn
from app.interview.scorecard import Scorecard, scorecard
from app.interview.usage import Usage
from ingest.index import Hit
from ingest.taxonomy import Stage, Topic


class Model(BaseModel):
    """Unknown fields are errors."""

    model_config = ConfigDict(extra="forbid")


class ErrorDetail(Model):
    """What went wrong, for a program (`code`) and for a person (`message`)."""

    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["there is no interview 'abc'"])
    retryable: bool


class ErrorBody(Model):
    """The body of every error."""

    error: ErrorDetail


class StartRequest(Model):
    """What to be interviewed on."""

    stage: Stage = Field(examples=["screening"])
    topics: list[Topic] = Field(default=[], max_length=20, description="empty: all", examples=[["rag", "llms"]])
    questions: int = Field(default=4, ge=1, le=12)
    seed: int | None = Field(default=None, description="the same seed asks the same questions")


class AnswerRequest(Model):
    """An answer to turn `turn`; empty text is an answer too."""

    answer: Annotated[str, StringConstraints(max_length=100_000)] = Field(examples=["High bias means underfitting."])
    turn: int = Field(ge=1, examples=[1])


class AskRequest(Model):
    """A question to the corpus."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)] = Field(
        examples=["How do I choose between ROC-AUC and PR-AUC?"]
    )


class CitationView(Model):
    """The passage behind [n]; `start` and `end` count characters of the document's text."""

    n: int
    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The view of a citation."""
        return cls(**citation.__dict__)


class EvidenceView(Model):
    """The candidate's words: `answer[start:end]`."""

    quote: str
    start: int
    end: int


class VerdictView(Model):
    """The verdict of one key point; `held_back` points are told when their follow-up is answered."""

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
        )


class UsageView(Model):
    """A request to a language model: its tokens, milliseconds and estimated cost; `outcome` is ok or why it failed."""

    role: str
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    counted: bool
    ms: float
    first_token_ms: float | None
    cost_usd: float | None
    outcome: str

    @classmethod
    def of(cls, usage: Usage) -> Self:
        """The view of a request."""
        return cls(**usage.__dict__)


class MistakeView(Model):
    """A typical wrong statement that was made."""

    statement: str
    why: str
    quote: str


class GradeView(Model):
    """A grade with its basis. `score` and `hiring` are null where nothing was graded."""

    score: float | None
    earned: float
    possible: int
    hiring: str | None
    anchor: str | None
    confidence: float | None
    verdicts: list[VerdictView]
    mistakes: list[MistakeView]
    remarks: list[str]
    gate: str | None
    not_graded: str
    graded_by: dict[str, str]

    @classmethod
    def of(cls, grade: Grade, point_citations: dict[str, int], held_back: str) -> Self:
        """The view of a grade; the point with the id `held_back` keeps its text to itself."""
        hiring = grade.hiring
        return cls(
            score=grade.score,
            earned=grade.earned,
            possible=grade.possible,
            hiring=None if hiring is None else hiring.word,
            anchor=None if hiring is None else hiring.anchor,
            confidence=grade.confidence,
            verdicts=[
                VerdictView.of(
                    verdict,
                    point_citations.get(verdict.point_id),
                    held_back=bool(held_back) and verdict.point_id == held_back,
                )
                for verdict in grade.verdicts
            ],
            mistakes=[
                MistakeView(statement=item.statement, why=item.why, quote=item.evidence.quote)
                for item in grade.mistakes
            ],
            remarks=list(grade.delivery.remarks),
            gate=None if grade.gate is None else grade.gate.explanation,
            not_graded=grade.not_graded,
            graded_by=grade.graded_by.__dict__,
        )


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
        minutes = interview.question(ask.question_id).minutes
        return cls(
            turn=ask.number,
            kind=ask.kind.value,
            question_id=ask.question_id,
            text=ask.text,
            position=position,
            of=len(interview.plan),
            minutes=minutes,
        )


class TurnView(Model):
    """One turn: what was asked, answered, graded and said."""

    asked: AskView
    answer: str
    reply: str
    grade: GradeView
    citations: list[CitationView]
    answered_utc: datetime
    usage: list[UsageView]

    @classmethod
    def of(cls, interview: Interview, turn: Turn) -> Self:
        """The view of a turn as the interview stands: what is still open is held back."""
        held_back = held_back_point(interview, turn)
        hidden = turn.point_citations.get(held_back)
        shown = [n for point, n in turn.point_citations.items() if point != held_back]
        return cls(
            asked=AskView.of_interview(interview, turn.ask),
            answer=turn.answer,
            reply=turn.reply,
            grade=GradeView.of(turn.standing, turn.point_citations, held_back),
            citations=[CitationView.of(item) for item in turn.citations if item.n != hidden or item.n in shown],
            answered_utc=turn.answered_utc,
            usage=[UsageView.of(usage) for usage in turn.usage],
        )


def held_back_point(interview: Interview, turn: Turn) -> str:
    """The id of the point of this turn that is being asked about now; empty where none is."""
    ask = interview.ask
    is_open = ask is not None and ask.point_id and ask.question_id == turn.ask.question_id
    return ask.point_id if is_open and ask is not None else ""


class AppealRequest(Model):
    """A verdict that the candidate contests, with the words of the answer that say the point."""

    point_id: Annotated[str, StringConstraints(max_length=100)] = Field(examples=["gap-means-variance"])
    sentence: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)] = Field(
        examples=["Validation error is far above training error, so it overfits."]
    )


class AppealView(Model):
    """What came of an appeal."""

    verdict: VerdictView
    changed: bool
    reason: str

    @classmethod
    def of(cls, appeal: Appeal) -> Self:
        """The view of an appeal."""
        after = appeal.after
        return cls(verdict=VerdictView.of(after, None, held_back=False), changed=appeal.changed, reason=after.reason)


class InterviewView(Model):
    """An interview as a candidate may see it."""

    id: str
    stage: Stage
    topics: tuple[Topic, ...]
    ask: AskView | None
    turns: list[TurnView]
    ended: bool
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
            scorecard=scorecard(interview) if ended else None,
        )


class SentenceView(Model):
    """A sentence and the passages it stands on; `grounded` is false where code found no valid citation."""

    text: str
    cites: tuple[int, ...]
    grounded: bool

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """The view of a sentence."""
        return cls(text=sentence.text, cites=sentence.cites, grounded=bool(sentence.cites))


class AnswerView(Model):
    """An answer from the passages. `refused` says why there is none."""

    answer: str
    sentences: list[SentenceView]
    citations: list[CitationView]
    refused: str
    answered_by: str
    fallback: str
    passages_found: int = Field(description="passages that were found; 0 where no model was asked")
    passages_used: int = Field(description="of these, those that fitted into the model's context")
    notes: tuple[str, ...] = Field(description="sentences to the user about the answer")
    usage: list[UsageView]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The view of an answer."""
        return cls(
            answer=answer.text,
            sentences=[SentenceView.of(sentence) for sentence in answer.sentences],
            citations=[CitationView.of(citation) for citation in answer.citations],
            refused=answer.refused,
            answered_by=answer.answered_by,
            fallback=answer.fallback,
            passages_found=answer.passages_found,
            passages_used=answer.passages_used,
            notes=answer.notes,
            usage=[UsageView.of(usage) for usage in answer.usage],
        )


class HitView(Model):
    """A passage that was found."""

    rank: int
    score: float
    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The view of a hit."""
        passage = hit.passage
        return cls(
            rank=hit.rank,
            score=round(hit.score, 4),
            document=passage.document,
            title=passage.title,
            headings=passage.headings,
            start=passage.start,
            end=passage.end,
            text=passage.text,
        )


class SearchView(Model):
    """The passages of a search, best first."""

    hits: list[HitView]


class DocumentView(Model):
    """A document; the offsets of citations count characters of `text`."""

    id: str
    title: str
    source: str
    text: str


class StageView(Model):
    """A stage and how many questions of each topic the bank has for it."""

    stage: Stage
    questions: int
    topics: dict[str, int]


class OptionsView(Model):
    """What an interview can be about, and how long an answer may be."""

    stages: list[StageView]
    max_answer_chars: int


class ReadyView(Model):
    """Whether answers can be graded, and what is going on."""

    ready: bool
    doing: str
    notice: str = Field(default="", description="a sentence about a language model that is set and cannot be used")
