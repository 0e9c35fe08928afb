"""What is asked next, in its words.

Decides what comes before what: what the chair has asked, what was said already and is passed over, the next question
chosen by what was answered until now; that a question on a project gives way to another one where its subject was told;
and that in practice another question comes in place of the last one, if that is left: it would end the interview.
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
from app.coach.rounds.planning import replanned, with_another, with_untold
from app.interview.flows.asking import is_skipped
from app.interview.flows.behavioural import lacking_still
from app.interview.flows.project_review import subject_of
from app.interview.flows.stages import next_ask
from app.interview.grade import Grade, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.requests.chair_questions import chair_ask, waiting_question
from app.interview.turn import Ask
from app.store.interviews import Store
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage
from ingest.language.text import Text

# So many things that were said already are passed over before something is asked all the same.
MOST_PASSED = 6
# What an answer to a follow-up may well have said beside what was asked: too little to count, enough not to ask for it.
# Of 117 points that such answers said 45 % were believed this much, of 723 that they did not say 5 %; asked for was
# whatever did not count, three of four that were said.
PERHAPS = 0.05
# From this share on a question on the project was told. Of 27 stories, each held against 20 questions, 15 of 536 pairs
# reach it: most name the baseline, labels or data that are asked for, and a few only sound so.
TOLD, MOST_TOLD = 1 / 3, 3
IN_ITS_PLACE = "Then another one in its place."


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

    def is_end(self, interview: Interview, ask: Ask) -> bool:
        """Whether to leave what is asked ends the interview: no question comes after it, and none in its place."""
        return interview.is_last_question(ask) and self._with_another(interview) is None

    def _with_another(self, interview: Interview) -> Interview | None:
        if interview.course.is_exam:
            return None
        rng = random.Random(" ".join(one.id for one in interview.plan))  # noqa: S311
        return with_another(interview, self.questions, rng)

    def _of_coach(self, so_far: Interview) -> tuple[Interview, Ask | None]:
        """What the coach asks next, and in place of the last question, where that was left."""
        last = so_far.turns[-1]
        longer = self._with_another(so_far) if is_skipped(last) and so_far.is_last_question(last.ask) else None
        if longer is None:
            return self._by_rule(so_far)
        so_far, ask = self._by_rule(longer)
        return so_far, None if ask is None else replace(ask, lead=IN_ITS_PLACE)

    def _by_rule(self, so_far: Interview) -> tuple[Interview, Ask | None]:
        """What the stage asks next; what was said of it already counts for the last turn and is passed over."""
        now = self.now()
        ask = next_ask(so_far, now)
        if so_far.turns[-1].ask.chair or ask is None:
            return so_far, ask
        perhaps = self._perhaps_said(so_far) if ask.point_id else ()
        ask = next_ask(_also_said(so_far, perhaps), now)
        for _ in range(MOST_PASSED):
            said = () if so_far.turns[-1].ask.retry_of else self.hearing.already_said(so_far, ask)
            if not said:
                break
            so_far = _also_said(so_far, said)
            ask = next_ask(_also_said(so_far, perhaps), now)
        if ask is not None and not ask.is_follow_up and not so_far.turns[-1].ask.retry_of:
            so_far = self._with_untold(self._adapted(so_far, now))
            ask = next_ask(_also_said(so_far, perhaps), now)
        if ask is not None:
            last = so_far.turns[-1]
            ask = self.interviewer.word(ask, so_far.question(ask.question_id), last.answer, last.grade)
            ask = with_lead(ask, so_far)
        return so_far, ask

    def _with_untold(self, so_far: Interview) -> Interview:
        """The interview with a next question on the project that was not told yet, as far as one is left."""
        told: set[str] = set()
        while len(told) <= MOST_TOLD:
            following = so_far.question_after(so_far.turns[-1].ask.question_id)
            if following is None or following.stage is not Stage.PROJECT_REVIEW:
                break
            if self.hearing.told(so_far, following, subject_of(following, self.questions)) < TOLD:
                break
            told.add(following.id)
            left = [one for one in self.questions if one.id not in told]
            rng = random.Random(" ".join(one.id for one in so_far.plan))  # noqa: S311
            so_far = with_untold(so_far, following, left, rng)
            if so_far.question_after(so_far.turns[-1].ask.question_id) is following:
                break
        return so_far

    def _perhaps_said(self, so_far: Interview) -> tuple[Verdict, ...]:
        """What the answers to follow-ups on the last question may well have said beside what they were asked for.

        Each is believed by half, and so is not asked for; it earns nothing. The messages of a design are read as one.
        """
        question = so_far.question(so_far.turns[-1].ask.question_id)
        turns = so_far.turns_of(question.id)
        return tuple(
            replace(one, probability=0.5)
            for at, turn in enumerate(turns)
            if not turn.ask.is_aside and (turn.ask.point_id or question.stage is not Stage.SYSTEM_DESIGN)
            for one in self.hearing.beside(so_far, turn.ask, turns[:at], Text(turn.answer))
            if one.state is VerdictState.NOT_MET and one.probability >= PERHAPS
        )

    def _adapted(self, so_far: Interview, now: datetime) -> Interview:
        """The interview with its next question chosen by all that was answered until now."""
        if not so_far.course.is_adaptive:
            return so_far
        known = self.store.candidates.get(self.owner)
        learned = said(so_far)(known)
        memory = Memory(learned.candidate, {**known.cards, **{card.id: card for card in learned.cards}})
        rng = random.Random(f"{so_far.id} {so_far.turns[-1].ask.number}")  # noqa: S311
        return replanned(so_far, self.questions, rng, chooser(memory, now))


def _also_said(so_far: Interview, said: tuple[Verdict, ...]) -> Interview:
    """The interview whose last turn says this too."""
    last = so_far.turns[-1]
    return replace(so_far, turns=(*so_far.turns[:-1], replace(last, also=(*last.also, *said))))


def _with_what_is_lacking(so_far: Interview) -> Interview:
    """The interview whose last story is told nothing is missing that its points tell: one voice for both."""
    last = so_far.turns[-1]
    if last.ask.chair or so_far.question(last.ask.question_id).stage is not Stage.BEHAVIOURAL:
        return so_far
    return replace(so_far, turns=(*so_far.turns[:-1], replace(last, missing=lacking_still(so_far))))
