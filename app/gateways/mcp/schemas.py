"""What a tool answers where the API has no view of its own for it: the outcome of an answer, a scorecard so far."""

from typing import Self

from app.api.interviews.schemas import AskView, TurnView
from app.api.schemas import Model
from app.coach.interviews import TurnResult
from app.interview.interview import Interview
from app.interview.scorecard import Scorecard, scorecard


class AnsweredView(Model):
    """A graded answer and what comes next: what is asked now, or the scorecard where the interview is over."""

    interview_id: str
    turn: TurnView
    ask: AskView | None
    ended: bool
    repeat: bool
    scorecard: Scorecard | None

    @classmethod
    def of(cls, taken: TurnResult) -> Self:
        """The view of an answer that was taken."""
        interview, ask = taken.interview, taken.interview.ask
        return cls(
            interview_id=interview.id,
            turn=TurnView.of(interview, taken.turn),
            ask=None if ask is None else AskView.of_interview(interview, ask),
            ended=ask is None,
            repeat=taken.is_repeat,
            scorecard=scorecard(interview) if ask is None else None,
        )


class ScorecardView(Model):
    """The scorecard of an interview; while it goes on, of the answers so far and without what is asked next."""

    interview_id: str
    ended: bool
    scorecard: Scorecard

    @classmethod
    def of(cls, interview: Interview) -> Self:
        """The view; points that may still be asked about are not told."""
        card = scorecard(interview)
        ended = interview.ask is None
        return cls(
            interview_id=interview.id,
            ended=ended,
            scorecard=card if ended else Scorecard(**{**card.__dict__, "review": ()}),
        )
