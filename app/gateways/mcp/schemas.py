"""What a tool answers where the API has no view of its own for it: the outcome of an answer, a scorecard so far."""

from typing import Self

from app.api.interviews.course_schemas import ExchangeView
from app.api.interviews.schemas import AskView, TurnView
from app.api.schemas import Model
from app.coach.answers.given_commands import Said
from app.coach.interviews import TurnResult
from app.interview.interview import Interview
from app.interview.results.scorecard import Scorecard, scorecard


class AnsweredView(Model):
    """A graded answer and what comes next: what is asked now, or the scorecard where the interview is over.

    Where the words were a command, such as "give me a hint", `said` has what was told, and no turn was taken.
    """

    interview_id: str
    turn: TurnView | None
    said: ExchangeView | None
    ask: AskView | None
    ended: bool
    repeat: bool
    scorecard: Scorecard | None

    @classmethod
    def of(cls, taken: TurnResult | Said) -> Self:
        """The view of what was taken."""
        interview, ask = taken.interview, taken.interview.ask
        return cls(
            interview_id=interview.id,
            turn=TurnView.of(interview, taken.turn) if isinstance(taken, TurnResult) else None,
            said=ExchangeView.of(taken.exchange) if isinstance(taken, Said) else None,
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
