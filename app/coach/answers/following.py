"""What is asked next, in its words.

Decides what comes before what: what the chair has asked, what was said already and is passed over, the next question
chosen by what was answered until now.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from app.asking.recall import with_lead
from app.candidate.candidate import Memory, said
from app.candidate.recommend import chooser
from app.coach.answers.cumulative_grading import Hearing
from app.coach.rounds.planning import replanned
from app.interview.flows.behavioural import lacking_still
from app.interview.flows.stages import next_ask
from app.interview.grade import Grade
from app.interview.interview import Interview
from app.interview.requests.chair_questions import chair_ask, waiting_question
from app.interview.turn import Ask
from app.store.interviews import Store
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage

# So many things that were said already are passed over before something is asked all the same.
MOST_PASSED = 6


class Interviewer(Protocol):
    """Words what the rules have decided to ask: in the words of the bank, or with an LLM."""

    def word(self, ask: Ask, question: Question, answer: str = "", grade: Grade | None = None) -> Ask:
        """`ask` in other words, or unchanged; a follow-up refers to `answer` and `grade`."""
        ...


@dataclass(frozen=True)
class Following:
    """Decides what is asked next of an owner; the next question comes of `questions`."""

    questions: Sequence[Question]
    hearing: Hearing
    interviewer: Interviewer
    store: Store
    now: Callable[[], datetime]
    owner: str

    def after(self, so_far: Interview) -> tuple[Interview, Ask | None]:
        """What is asked next, in its words: before what the coach asks, what the chair has asked meanwhile."""
        so_far, ask = self._of_coach(so_far)
        so_far = _with_what_is_lacking(so_far)
        waiting = waiting_question(so_far)
        number = so_far.turns[-1].ask.number + 1
        return so_far, ask if waiting is None else chair_ask(waiting, number, ask, self.now())

    def _of_coach(self, so_far: Interview) -> tuple[Interview, Ask | None]:
        """What the coach asks next; what was said of it already counts for the last turn and is passed over."""
        now = self.now()
        ask = next_ask(so_far, now)
        if so_far.turns[-1].ask.chair:
            return so_far, ask
        for _ in range(MOST_PASSED):
            said = () if so_far.turns[-1].ask.retry_of else self.hearing.already_said(so_far, ask)
            if not said:
                break
            last = so_far.turns[-1]
            so_far = replace(so_far, turns=(*so_far.turns[:-1], replace(last, also=(*last.also, *said))))
            ask = next_ask(so_far, now)
        if ask is not None and not ask.is_follow_up and not so_far.turns[-1].ask.retry_of:
            so_far = self._adapted(so_far, now)
            ask = next_ask(so_far, now)
        if ask is not None:
            last = so_far.turns[-1]
            ask = self.interviewer.word(ask, so_far.question(ask.question_id), last.answer, last.grade)
            ask = with_lead(ask, so_far)
        return so_far, ask

    def _adapted(self, so_far: Interview, now: datetime) -> Interview:
        """The interview with its next question chosen by all that was answered until now."""
        if not so_far.course.is_adaptive:
            return so_far
        known = self.store.candidates.get(self.owner)
        learned = said(so_far)(known)
        memory = Memory(learned.candidate, {**known.cards, **{card.id: card for card in learned.cards}})
        rng = random.Random(f"{so_far.id} {so_far.turns[-1].ask.number}")  # noqa: S311
        return replanned(so_far, self.questions, rng, chooser(memory, now))


def _with_what_is_lacking(so_far: Interview) -> Interview:
    """The interview whose last story is told nothing is missing that its points tell: one voice for both."""
    last = so_far.turns[-1]
    if last.ask.chair or so_far.question(last.ask.question_id).stage is not Stage.BEHAVIOURAL:
        return so_far
    return replace(so_far, turns=(*so_far.turns[:-1], replace(last, missing=lacking_still(so_far))))
