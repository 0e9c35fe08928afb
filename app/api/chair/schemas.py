"""The second chair over the wire: its link, what its holder sees of an interview, and what they write.

Decides that the coach's verdicts on an answer are told to the chair once its own marks of it are handed in.
"""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.accounts.credentials import CHAIR_HOURS, MOST_INVITATION_HOURS
from app.api.interviews.chair_schemas import SecondChairView
from app.api.interviews.course_schemas import ClockView, ExchangeView
from app.api.interviews.schemas import AskView
from app.api.schemas import Model
from app.interview.chair import MOST_QUESTION_CHARS, MOST_REMARK_CHARS
from app.interview.course import Mode
from app.interview.interview import Interview
from app.interview.requests.chair_questions import talked_about, waiting_question
from app.interview.requests.hints import ways
from app.interview.requests.marks import Marks, points_of, turn_of
from app.interview.results.compared import compared, second_chair
from app.interview.turn import Ask
from app.store.accounts.chairs import Seat
from ingest.bank.questions import KeyPoint
from ingest.bank.taxonomy import Level, Stage

PointId = Annotated[str, StringConstraints(max_length=100)]
MOST_HEARD = 40


class OfferRequest(Model):
    """How long a link holds."""

    hours: Annotated[int, Field(ge=1, le=MOST_INVITATION_HOURS)] = CHAIR_HOURS


class LinkView(Model):
    """The link to a chair, without what it is; `expires_utc` is null where there is none that holds."""

    expires_utc: datetime | None
    chair: SecondChairView

    @classmethod
    def of(cls, seat: Seat | None, interview: Interview) -> Self:
        """The view of a link."""
        return cls(expires_utc=None if seat is None else seat.expires_utc, chair=SecondChairView.of(interview))


class NewLinkView(Model):
    """A link that was made just now: `token` is told this once, the page's address is /#/chair/<token>."""

    token: str
    expires_utc: datetime


class NoteRequest(Model):
    """All that was heard of a turn, by the ids of its key points, and a remark; what was noted of it before goes.

    `handed_in` shows the coach's verdicts to the chair and the marks to the candidate. It stays.
    """

    heard: list[PointId] = Field(default=[], max_length=MOST_HEARD)
    remark: Annotated[str, StringConstraints(max_length=MOST_REMARK_CHARS)] = ""
    handed_in: bool = False

    @property
    def marks(self) -> Marks:
        """The marks as the coach takes them."""
        return Marks(tuple(self.heard), self.remark, self.handed_in)


class QuestionRequest(Model):
    """A follow-up question to the candidate, and the key point that it is about; empty: about none of them."""

    text: Annotated[str, StringConstraints(min_length=2, max_length=MOST_QUESTION_CHARS)] = Field(
        examples=["What would you measure first?"]
    )
    point_id: PointId = ""


class ChairPointView(Model):
    """A key point as the chair sees it. `state` is the coach's and `outcome` tells whether both agree, once told."""

    id: str
    text: str
    weight: int
    is_bonus: bool
    hints: list[str]
    heard: bool
    state: str = ""
    outcome: str = ""


class ChairTurnView(Model):
    """A turn as the chair sees it; `answer` is null while it is asked. `earned` and `possible` come with the verdicts.

    `settled`: the marks stay as they are.
    """

    asked: AskView
    asked_utc: datetime | None
    answer: str | None
    points: list[ChairPointView]
    remark: str
    handed_in: bool
    settled: bool
    earned: float | None = None
    possible: int | None = None
    not_graded: str = ""

    @classmethod
    def of(cls, interview: Interview, ask: Ask) -> Self:
        """The view of a turn that is asked or answered."""
        note, turn = interview.course.chair.note(ask.number), turn_of(interview, ask.number)
        both = None if turn is None else compared(interview, turn)
        told = {} if both is None else {one.point_id: one for one in both.points}
        points = [_point(point, ask, is_heard=point.id in note.heard) for point in points_of(interview, ask)]
        for point in points:
            if point.id in told:
                point.state, point.outcome = told[point.id].state, told[point.id].outcome
        grade = None if turn is None or both is None else turn.standing
        has_score = grade is not None and grade.score is not None
        return cls(
            asked=AskView.of_interview(interview, ask),
            asked_utc=ask.asked_utc,
            answer=None if turn is None else turn.answer,
            points=points,
            remark=note.remark,
            handed_in=note.is_handed_in,
            settled=both is not None,
            earned=grade.earned if grade is not None and has_score else None,
            possible=grade.possible if grade is not None and has_score else None,
            not_graded="" if grade is None else grade.not_graded,
        )


class FollowUpView(Model):
    """What a follow-up question of the chair would follow up on."""

    question: str
    points: list[ChairPointView]


class ChairView(Model):
    """An interview as whoever sits in the second chair sees it. `agree` and `differ` count the points of all turns.

    `waiting` is their own question that is not asked yet.
    """

    stage: Stage
    mode: Mode
    level: Level | None
    started_utc: datetime
    ended: bool
    paused: bool
    now: ChairTurnView | None
    turns: list[ChairTurnView]
    exchanges: list[ExchangeView]
    clock: ClockView | None
    waiting: str
    follow_up: FollowUpView | None
    agree: int
    differ: int
    expires_utc: datetime

    @classmethod
    def of(cls, interview: Interview, seat: Seat) -> Self:
        """The view of an interview from its second chair."""
        ask, both, waiting = interview.ask, second_chair(interview), waiting_question(interview)
        return cls(
            stage=interview.stage_now,
            mode=interview.course.mode,
            level=interview.course.level,
            started_utc=interview.started_utc,
            ended=ask is None,
            paused=interview.course.is_paused,
            now=None if ask is None else ChairTurnView.of(interview, ask),
            turns=[ChairTurnView.of(interview, turn.ask) for turn in interview.turns],
            exchanges=[ExchangeView.of(one) for one in interview.course.exchanges],
            clock=ClockView.of(interview),
            waiting="" if waiting is None else waiting.text,
            follow_up=None if ask is None else _follow_up(interview),
            agree=0 if both is None else both.agree,
            differ=0 if both is None else both.differ,
            expires_utc=seat.expires_utc,
        )


def _follow_up(interview: Interview) -> FollowUpView:
    question = talked_about(interview)
    points = [_point(point, None, is_heard=False) for point in question.key_points]
    return FollowUpView(question=question.text, points=points)


def _point(point: KeyPoint, ask: Ask | None, *, is_heard: bool) -> ChairPointView:
    hints = ways(point, "" if ask is None else ask.text)
    return ChairPointView(
        id=point.id, text=point.text, weight=point.weight, is_bonus=point.bonus, hints=hints, heard=is_heard
    )
