"""An interview: its plan, its turns, what is asked now, and what of them may be shown.

Pure: no I/O, no clock, no model; `now` is an argument. An interview never changes: what happens to it makes a new one.
What is asked next is for flow.py, which questions it has for selection.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.interview.citation import Citation
from app.interview.grade import Grade, Mistake
from app.interview.turn import FOLLOW_UP_MINUTES, Ask, Turn, TurnKind
from app.interview.usage import Usage
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic


@dataclass(frozen=True)
class Interview:
    """A mock interview: its plan of questions, the turns so far, and what is asked now.

    `ask` is None exactly when the interview has ended; `unanswered` is then what was asked last, if the interview was
    ended before it was answered.
    """

    id: str
    stage: Stage
    topics: tuple[Topic, ...]
    plan: tuple[Question, ...]
    started_utc: datetime
    ask: Ask | None
    turns: tuple[Turn, ...] = ()
    ended_utc: datetime | None = None
    unanswered: Ask | None = None

    @classmethod
    def begun(cls, identifier: str, plan: Sequence[Question], topics: Sequence[Topic], now: datetime) -> "Interview":
        """A new interview that asks the first question of its plan, which must hold at least one."""
        first = Ask(1, TurnKind.QUESTION, plan[0].id, plan[0].text)
        return cls(identifier, plan[0].stage, tuple(topics), tuple(plan), now, first)

    def after(self, turn: Turn, following: Ask | None) -> "Interview":
        """The interview with a turn taken, going on to what follows; it ends where nothing does."""
        ended = turn.answered_utc if following is None else None
        return replace(self, turns=(*self.turns, turn), ask=following, ended_utc=ended)

    def ended(self, now: datetime) -> "Interview":
        """The interview ended early; what was answered and asked stays. Ending twice changes nothing."""
        if self.ask is None:
            return self
        return replace(self, ask=None, unanswered=self.ask, ended_utc=now)

    def question(self, question_id: str) -> Question:
        """The planned question of that id."""
        return next(question for question in self.plan if question.id == question_id)

    def question_after(self, question_id: str) -> Question | None:
        """The planned question that comes after that one; None after the last."""
        position = [question.id for question in self.plan].index(question_id) + 1
        return self.plan[position] if position < len(self.plan) else None

    def graded_against(self, ask: Ask) -> Question:
        """The question that an answer to `ask` is graded against; of a follow-up one key point in a minute."""
        return ask.graded_against(self.question(ask.question_id))

    def minutes(self, ask: Ask) -> int:
        """Minutes that a good answer to `ask` takes."""
        return FOLLOW_UP_MINUTES if ask.is_follow_up else self.question(ask.question_id).minutes

    def held_back(self, turn: Turn) -> str:
        """The id of the point of this turn that is being asked about now; empty where none is."""
        is_open = self.ask is not None and self.ask.question_id == turn.ask.question_id
        return self.ask.point_id if is_open and self.ask is not None else ""

    def explained(self, ask: Ask, grade: Grade) -> tuple[Mistake, ...]:
        """The mistakes of the answer before, whose reasons were held back until `ask`, a follow-up, was graded so.

        Without those that the answer to the follow-up makes again, which are its own.
        """
        if not ask.is_follow_up:
            return ()
        again = {mistake.statement for mistake in grade.mistakes}
        before = [turn for turn in self.turns if turn.ask.question_id == ask.question_id and turn.ask != ask]
        return tuple(mistake for turn in before for mistake in turn.grade.mistakes if mistake.statement not in again)

    def shown_citations(self, turn: Turn) -> tuple[Citation, ...]:
        """The citations of a turn that may be shown now.

        A passage that teaches only the point that is held back would give the answer to the follow-up.
        """
        held_back = self.held_back(turn)
        hidden = turn.point_citations.get(held_back)
        shown = {n for point_id, n in turn.point_citations.items() if point_id != held_back}
        return tuple(citation for citation in turn.citations if citation.n != hidden or citation.n in shown)

    @property
    def usage(self) -> tuple[Usage, ...]:
        """Every request to a language model for this interview, including for a wording that was not answered."""
        open_ask = self.ask or self.unanswered
        taken = tuple(usage for turn in self.turns for usage in turn.usage)
        return taken if open_ask is None else taken + open_ask.usage
