"""An interview: its plan, its turns, what is asked now, and what of them may be shown.

Pure: no I/O, no clock, no model; `now` is an argument. An interview never changes: what happens to it makes a new one.
What is asked next is for flows/, which questions it has for selection.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.interview.citation import Citation
from app.interview.course import Course
from app.interview.grade import Mistake, VerdictState
from app.interview.turn import FOLLOW_UP_MINUTES, STEP_MINUTES, Ask, Turn, TurnKind
from app.interview.usage import Usage
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic

NEW = Course()


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
    course: Course = NEW

    @classmethod
    def begun(
        cls,
        identifier: str,
        plan: Sequence[Question],
        topics: Sequence[Topic],
        now: datetime,
        course: Course | None = None,
    ) -> "Interview":
        """A new interview that asks the first question of its plan, which must hold at least one."""
        first = Ask(1, TurnKind.QUESTION, plan[0].id, plan[0].text, asked_utc=now)
        return cls(identifier, plan[0].stage, tuple(topics), tuple(plan), now, first, course=course or NEW)

    def heard(self, turn: Turn) -> "Interview":
        """The interview with an answer heard and nothing asked after it yet."""
        return replace(self, turns=(*self.turns, turn))

    def after(self, turn: Turn, following: Ask | None) -> "Interview":
        """The interview with a turn taken, going on to what follows; it ends where nothing does."""
        ended = turn.answered_utc if following is None else None
        return replace(self, turns=(*self.turns, turn), ask=following, ended_utc=ended)

    @property
    def withholds(self) -> bool:
        """Whether its grades are told to nobody yet: an exam tells them at its end."""
        return self.course.is_exam and self.ask is not None

    def ended(self, now: datetime) -> "Interview":
        """The interview ended early; what was answered and asked stays. Ending twice changes nothing."""
        if self.ask is None:
            return self
        return replace(self, ask=None, unanswered=self.ask, ended_utc=now)

    def question(self, question_id: str) -> Question:
        """The planned question of that id."""
        return next(question for question in self.plan if question.id == question_id)

    def code_of(self, ask: Ask) -> str:
        """The code that is shown beside what is asked, since the question is about it; '' where there is none."""
        coding = None if ask.is_follow_up or ask.chair else self.question(ask.question_id).coding
        return "" if coding is None else coding.to_mend

    def question_after(self, question_id: str) -> Question | None:
        """The planned question that comes after that one; None after the last."""
        position = [question.id for question in self.plan].index(question_id) + 1
        return self.plan[position] if position < len(self.plan) else None

    def is_last_question(self, ask: Ask) -> bool:
        """Whether it asks the last question of the plan, and is no follow-up and nothing beside the course."""
        return not (ask.is_follow_up or ask.is_aside) and self.question_after(ask.question_id) is None

    def graded_against(self, ask: Ask) -> Question:
        """The question that an answer to `ask` is graded against; of a follow-up one key point in a minute."""
        return ask.graded_against(self.question(ask.question_id))

    def turns_of(self, question_id: str) -> tuple[Turn, ...]:
        """The turns of a question in order: its own and the follow-ups, without those that stand beside the course."""
        return tuple(turn for turn in self.turns if turn.ask.question_id == question_id and not turn.ask.is_aside)

    def turn_of_key(self, key: str) -> Turn | None:
        """The turn that was stored under this idempotency key."""
        return next((turn for turn in self.turns if key and turn.key == key), None)

    @property
    def stage_now(self) -> Stage:
        """The stage of the round that is held now, or was held last."""
        last = self.ask or self.unanswered or (self.turns[-1].ask if self.turns else None)
        return self.stage if last is None else self.question(last.question_id).stage

    def minutes(self, ask: Ask) -> int:
        """Minutes that a good answer to `ask` takes."""
        if ask.step:
            return STEP_MINUTES
        return FOLLOW_UP_MINUTES if ask.is_follow_up else self.question(ask.question_id).minutes

    def is_open(self, question_id: str) -> bool:
        """Whether that question is still being asked about."""
        return self.coachs_ask is not None and self.coachs_ask.question_id == question_id

    @property
    def coachs_ask(self) -> Ask | None:
        """What the coach asks now, or after the question of the chair that is asked now."""
        return self.ask.then if self.ask is not None and self.ask.chair else self.ask

    def held_back(self, turn: Turn) -> frozenset[str]:
        """The ids of the points of this turn that are not told yet, since they are or may be asked about.

        A screening asks one follow-up and goes on, so only its point is held back; the other rounds go further down,
        and what was missed could be asked next. What was told as made is no secret once it is taken back.
        """
        ask = self.coachs_ask
        if ask is not None and ask.retry_of:
            # It is asked again after the second try.
            ask = self.course.shelved
        if ask is None or not ask.is_follow_up or ask.question_id != turn.ask.question_id:
            return frozenset()
        asked = frozenset((ask.point_id,)) - {""}
        if self.question(ask.question_id).stage is Stage.SCREENING:
            return asked
        turns = self.turns_of(ask.question_id)
        probed = {one.ask.point_id for one in turns}
        earlier = [verdict for one in turns if one.ask.number < turn.ask.number for verdict in one.standing.verdicts]
        made = {verdict.point_id for verdict in earlier if verdict.state is VerdictState.MET}
        verdicts = turn.standing.verdicts
        missed = {verdict.point_id for verdict in verdicts if verdict.state is not VerdictState.MET}
        taken_back = made & {verdict.point_id for verdict in verdicts if verdict.state is VerdictState.CONTRADICTED}
        return asked | (missed - probed - taken_back)

    def asks_about(self, turn: Turn) -> str:
        """The id of the point of this turn that the follow-up is about; empty where it is about something else."""
        ask = self.coachs_ask
        return "" if ask is None or ask.point_id not in self.held_back(turn) else ask.point_id

    def goes_on(self, turn: Turn) -> bool:
        """Whether a design went on after this turn: a further part of it was asked for, so nothing was missed yet."""
        if turn.ask.is_aside or self.question(turn.ask.question_id).stage is not Stage.SYSTEM_DESIGN:
            return False
        asks = [one.ask for one in self.turns] + ([] if self.coachs_ask is None else [self.coachs_ask])
        following = next((ask for ask in asks if ask.number > turn.ask.number and not ask.is_aside), None)
        return following is not None and following.question_id == turn.ask.question_id and bool(following.about)

    def is_judged_later(self, turn: Turn) -> bool:
        """Whether no points are told at this turn: its design goes on, or who left a part has not left the whole."""
        is_left = bool(turn.ask.about) and not turn.ask.is_aside and turn.grade.gate is not None
        return self.goes_on(turn) or (is_left and self.question(turn.ask.question_id).stage is Stage.SYSTEM_DESIGN)

    def explained(self, turn: Turn) -> tuple[Mistake, ...]:
        """The mistakes of the answers before, whose reasons were held back until `turn`, which closed the question.

        Without those that the answer to the follow-up makes again, which are its own.
        """
        turns = self.turns_of(turn.ask.question_id)
        is_last = bool(turns) and turns[-1].ask.number == turn.ask.number
        if not turn.ask.is_follow_up or not is_last or self.is_open(turn.ask.question_id):
            return ()
        again = {mistake.statement for mistake in turn.grade.mistakes}
        told: dict[str, Mistake] = {}
        for before in turns[:-1]:
            for mistake in before.grade.mistakes:
                if mistake.statement not in again:
                    told.setdefault(mistake.statement, mistake)
        return tuple(told.values())

    def shown_citations(self, turn: Turn) -> tuple[Citation, ...]:
        """The citations of a turn that may be shown now.

        A passage that teaches only points that are held back would give the answer to the follow-up.
        """
        held_back = self.held_back(turn)
        hidden = {turn.point_citations[point_id] for point_id in held_back if point_id in turn.point_citations}
        shown = {n for point_id, n in turn.point_citations.items() if point_id not in held_back}
        return tuple(citation for citation in turn.citations if citation.n not in hidden - shown)

    @property
    def usage(self) -> tuple[Usage, ...]:
        """Every request to a language model for this interview, including for a wording that was not answered."""
        open_ask = self.ask or self.unanswered
        taken = tuple(usage for turn in self.turns for usage in turn.usage)
        return taken if open_ask is None else taken + open_ask.usage
