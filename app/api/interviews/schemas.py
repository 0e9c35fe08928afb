"""An interview over the wire: its options, its start, what is asked, its turns and scorecard."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.api.interviews.chair_schemas import ComparedView, SecondChairView
from app.api.interviews.course_schemas import BesideView, ClockView, DiagramView, ExchangeView, LoopView
from app.api.interviews.grade_schemas import GradeView, LookedAtView, MistakeView, VerdictView
from app.api.schemas import CitationView, Model, UsageView
from app.coach.answers.beside_the_grade import tried_again
from app.coach.answers.given_commands import Said
from app.coach.rounds.planning import Terms
from app.delivery.diagram import read_diagram
from app.interview.clock import over_s
from app.interview.course import Mode
from app.interview.interview import Interview
from app.interview.requests.hints import given_on
from app.interview.requests.retry import Difference
from app.interview.requests.selection import MOST_QUESTIONS
from app.interview.results.scorecard import Scorecard, scorecard
from app.interview.results.unanswered import answers_nothing
from app.interview.turn import Ask, Turn
from app.settings import MOST_ANSWER_CHARS
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Level, Stage, Topic

DESIGN = Stage.SYSTEM_DESIGN
NOTED = "Noted. It is graded at the end of the exam."


class StageView(Model):
    """A stage, how many questions on each topic the bank has for it, and how many minutes good answers to them take."""

    stage: Stage
    questions: int
    topics: dict[str, int]
    minutes: int = Field(description="of all its questions together, without follow-ups")
    topic_minutes: dict[str, int] = Field(description="of the questions of each topic together")
    shortest: int = Field(default=0, description="minutes of its shortest question")
    longest: int = Field(default=0, description="minutes of its longest question")

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
            shortest=min((item.minutes for item in questions), default=0),
            longest=max((item.minutes for item in questions), default=0),
        )


class OptionsView(Model):
    """What an interview can be about, how many questions it may have, and how long an answer may be."""

    stages: list[StageView]
    max_questions: int = MOST_QUESTIONS
    max_answer_chars: int
    keep_days: int = Field(default=0, description="after so many days an interview is deleted; 0: never")
    loops: list[LoopView] = Field(default=[])
    levels: list[Level] = Field(default=list(Level))
    modes: list[Mode] = Field(default=list(Mode))


class StartRequest(Model):
    """What to be interviewed on, and how. A `loop` brings its own stages, topics and questions."""

    stage: Stage = Field(examples=["screening"])
    topics: list[Topic] = Field(default=[], max_length=20, description="empty: all", examples=[["rag", "llms"]])
    questions: int = Field(default=4, ge=1, le=MOST_QUESTIONS)
    seed: int | None = Field(default=None, description="the same seed asks the same questions")
    mode: Mode = Mode.PRACTICE
    level: Level | None = Field(default=None, description="of the job; null: all points of a question count")
    loop: Annotated[str, StringConstraints(max_length=80)] = Field(default="", description="the name of a loop")
    minutes: int | None = Field(default=None, ge=5, le=240, description="of an exam of one round; null: the guide's")
    project: Annotated[str, StringConstraints(max_length=80)] = Field(
        default="", description="the id of a project of yours that the project review is about; it takes no topics"
    )

    @property
    def terms(self) -> Terms:
        """How the interview is held."""
        return Terms(self.mode, self.level, self.minutes, self.project)


class AnswerRequest(Model):
    """An answer to turn `turn`; empty text is an answer too."""

    answer: Annotated[str, StringConstraints(max_length=MOST_ANSWER_CHARS)] = Field(
        examples=["High bias means underfitting."]
    )
    turn: int = Field(ge=1, examples=[1])
    confidence: float | None = Field(
        default=None, ge=0, le=1, description="how sure the candidate is, before the grade"
    )


class AskView(Model):
    """What is asked: `kind` is question or follow-up; `of` the questions planned; `about` what of a story or a design.

    `retry_of` is the turn that is answered once more, 0 where none is; `stage` is that of its round. `by_chair`:
    somebody asks who sits beside the coach. `hints` is how many were given on it.
    """

    turn: int
    kind: str
    question_id: str
    text: str
    position: int
    of: int
    minutes: int
    about: str = ""
    retry_of: int = 0
    stage: Stage | None = None
    by_chair: bool = False
    code: str = Field(default="", description="that the question is about")
    hints: int = 0

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
            about=ask.about,
            retry_of=ask.retry_of,
            stage=interview.question(ask.question_id).stage,
            by_chair=bool(ask.chair),
            code=interview.code_of(ask),
            hints=len(given_on(interview, ask)),
        )


class TurnView(Model):
    """One turn: what was asked, answered, graded and said.

    `explained` are the mistakes of the answers before: why they are wrong was held back until this turn. `also` are
    verdicts on other points of the question that the answer raised, and `missing` is what the story or the design
    still lacks. `gained` and `lost` are the points in which a second try differs from the first. `over_s` are the
    seconds that an exam's answer took too long. Of an exam nothing of a grade is told before its end. `beside` is what
    the project that is talked about says of what was said. `compared` is what somebody has heard who sits beside the
    coach, once they handed it in.
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
    gained: list[str] = Field(default=[])
    lost: list[str] = Field(default=[])
    over_s: int = 0
    confidence: float | None = None
    diagram: DiagramView | None = None
    beside: list[BesideView] = Field(default=[])
    compared: ComparedView | None = None
    appeals: list[LookedAtView] = Field(default=[], description="what was contested, in order, and what came of it")

    @classmethod
    def of(cls, interview: Interview, turn: Turn) -> Self:
        """The view of a turn; what the follow-up that is asked now would give away is held back."""
        diagram = read_diagram(turn.answer) if interview.question(turn.ask.question_id).stage is DESIGN else None
        drawn = None if diagram is None else DiagramView.of(diagram)
        if interview.withholds:
            return cls(
                asked=AskView.of_interview(interview, turn.ask),
                answer=turn.answer,
                reply=NOTED,
                grade=GradeView.withheld(),
                explained=[],
                citations=[],
                answered_utc=turn.answered_utc,
                usage=[],
                over_s=over_s(interview, turn),
                confidence=turn.confidence,
                diagram=drawn,
            )
        so_far = interview.is_judged_later(turn)
        compared = tried_again(interview, turn) if turn.ask.retry_of else Difference((), ())
        grade = GradeView.of(
            turn.standing,
            turn.point_citations,
            interview.held_back(turn),
            so_far=so_far,
            level=interview.course.level,
        )
        asked = interview.asks_about(turn)
        grade.asked_next = any(one.point_id == asked for one in turn.standing.verdicts)
        grade.answers_nothing = answers_nothing(interview, turn)
        return cls(
            asked=AskView.of_interview(interview, turn.ask),
            answer=turn.answer,
            reply=turn.reply,
            grade=grade,
            explained=[MistakeView.of(item, held_back=False) for item in interview.explained(turn)],
            citations=[CitationView.of(item) for item in interview.shown_citations(turn)],
            answered_utc=turn.answered_utc,
            usage=[UsageView.of(usage) for usage in turn.usage],
            also=[VerdictView.of(verdict, None, held_back=False) for verdict in turn.also],
            missing=list(turn.missing),
            gained=list(compared.gained),
            lost=list(compared.lost),
            over_s=over_s(interview, turn),
            confidence=turn.confidence,
            diagram=drawn,
            beside=[BesideView.of(one) for one in turn.beside],
            compared=ComparedView.for_candidate(interview, turn),
            appeals=[LookedAtView.of(one) for one in turn.appeals],
        )


class InterviewView(Model):
    """An interview as a candidate may see it. `exchanges` are the commands and what was told to them, in order.

    `project` is the name of the project that its review is about; empty where the candidate tells of one.
    """

    id: str
    stage: Stage
    topics: tuple[Topic, ...]
    ask: AskView | None
    turns: list[TurnView]
    ended: bool
    started_utc: datetime
    scorecard: Scorecard | None
    mode: Mode = Mode.PRACTICE
    level: Level | None = None
    loop: str = ""
    paused: bool = False
    exchanges: list[ExchangeView] = Field(default=[])
    clock: ClockView | None = None
    project: str = ""
    chair: SecondChairView | None = Field(default=None, description="somebody beside the coach; null: nobody was")

    @classmethod
    def of(cls, interview: Interview) -> Self:
        """The view of an interview; the scorecard comes with its end."""
        ended = interview.ask is None
        return cls(
            id=interview.id,
            stage=interview.stage_now,
            topics=interview.topics,
            ask=None if interview.ask is None else AskView.of_interview(interview, interview.ask),
            turns=[TurnView.of(interview, turn) for turn in interview.turns],
            ended=ended,
            started_utc=interview.started_utc,
            scorecard=scorecard(interview) if ended else None,
            mode=interview.course.mode,
            level=interview.course.level,
            loop=interview.course.loop,
            paused=interview.course.is_paused,
            exchanges=[ExchangeView.of(one) for one in interview.course.exchanges],
            clock=ClockView.of(interview),
            project=interview.course.project_name,
            chair=None if interview.course.chair.taken_utc is None else SecondChairView.of(interview),
        )


class SaidView(Model):
    """The outcome of a command: what was told, and the interview after it."""

    exchange: ExchangeView
    interview: InterviewView

    @classmethod
    def of(cls, said: Said) -> Self:
        """The view of an outcome."""
        return cls(exchange=ExchangeView.of(said.exchange), interview=InterviewView.of(said.interview))
