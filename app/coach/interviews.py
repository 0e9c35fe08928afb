"""Interviews from their start to their end; what happens in a turn, step by step, on one screen.

Decides the order of the steps: what the message asks for, the grade, what teaches the missed points, what comes next,
the store, the reply; `Interviews._take` is the turn. What each step does is in the modules it calls; nothing here reads
text or touches a file.
"""

import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from app.answering.retriever import Retriever
from app.asking.recall import with_lead
from app.coach.hearing import Grader, Heard, Hearing
from app.coach.question_bank import QuestionBank
from app.coach.single_flight import SingleFlight
from app.coach.teaching import teaching
from app.interview.flows.stages import next_ask
from app.interview.grade import Grade
from app.interview.intent import refuse_what_is_no_answer
from app.interview.interview import Interview
from app.interview.reply import reply
from app.interview.selection import choose
from app.interview.turn import Ask, Turn
from app.store.interviews import Store
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import Conflict

# So many things that were said already are passed over before something is asked all the same.
MOST_PASSED = 6


class Interviewer(Protocol):
    """Words what the rules have decided to ask: in the words of the bank, or with an LLM."""

    def word(self, ask: Ask, question: Question, answer: str = "", grade: Grade | None = None) -> Ask:
        """`ask` in other words, or unchanged; a follow-up refers to `answer` and `grade`."""
        ...


@dataclass(frozen=True)
class TurnResult:
    """The outcome of a request: the turn and the interview after it. `is_repeat`: the same request had come before."""

    turn: Turn
    interview: Interview
    is_repeat: bool = False


@dataclass(frozen=True)
class Interviews:
    """Takes interviews from their start to their end."""

    bank: QuestionBank
    grader: Grader
    retriever: Retriever
    interviewer: Interviewer
    store: Store
    now: Callable[[], datetime]
    listener: Grader | None = None
    flights: SingleFlight = field(default_factory=SingleFlight)

    def start(self, stage: Stage, topics: Sequence[Topic], questions: int, seed: int | None = None) -> Interview:
        """Start an interview; the same seed picks the same questions.

        Raises:
            BadRequest: the bank has no question of this stage and these topics.
        """
        # It only picks questions; no secret depends on it.
        rng = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311
        plan = choose(self.bank.questions, stage, topics, questions, rng)
        if not plan:
            raise self.bank.nothing_fits(stage, topics)
        return self.start_with(plan, topics)

    def start_with(self, plan: Sequence[Question], topics: Sequence[Topic] = ()) -> Interview:
        """Start an interview of just these questions, at least one, in this order."""
        interview = Interview.begun(secrets.token_urlsafe(12), plan, topics, self.now())
        if interview.ask is not None:
            interview = replace(interview, ask=self.interviewer.word(interview.ask, plan[0]))
        self.store.add(interview)
        return interview

    def get(self, identifier: str) -> Interview:
        """The interview of that id.

        Raises:
            NotFound: there is none.
        """
        return self.store.get(identifier)

    def answer(self, identifier: str, answer: str, number: int | None = None, key: str = "") -> TurnResult:
        """Take an answer to what is asked now. The turn is stored when this returns.

        Args:
            identifier: of the interview.
            answer: the candidate's words.
            number: the turn that is answered; None means whichever is asked now.
            key: idempotency key; a request that is repeated with it gets the same turn, and waits for it while the
                first one is still being graded.

        Raises:
            NotFound: there is no such interview.
            Conflict: it has ended, `number` is not the turn that is asked now, or the key came with another answer.
            NotAnAnswer: the words ask for something or are other talk; no turn is used up.
        """
        if not key:
            return self._answer(identifier, answer, number, key)
        with self.flights.alone((identifier, key)):
            return self._answer(identifier, answer, number, key)

    def _answer(self, identifier: str, answer: str, number: int | None, key: str) -> TurnResult:
        interview = self.store.get(identifier)
        repeat = self._repeat(identifier, answer, number, key)
        if repeat is not None:
            return repeat
        try:
            return self._take(interview, answer, number, key)
        except Conflict:
            # The same request may have been stored while this one was being graded.
            repeat = self._repeat(identifier, answer, number, key)
            if repeat is None:
                raise
            return repeat

    def end(self, identifier: str) -> Interview:
        """End an interview early; the answers so far are kept."""
        return self.store.change(identifier, lambda interview: interview.ended(self.now()))

    def _take(self, interview: Interview, answer: str, number: int | None, key: str) -> TurnResult:
        """The whole turn: everything in it is decided and stored before a word of the reply is sent."""
        ask = _asked_now(interview, number)
        refuse_what_is_no_answer(answer, interview.graded_against(ask))
        heard = self.hearing.hear(interview, ask, answer)
        turn = self._turn(ask, answer, heard, key)
        so_far, following = self._following(interview.heard(turn))
        interview = interview.after(so_far.turns[-1], following)
        turn = replace(so_far.turns[-1], reply=_reply(interview))
        interview = replace(interview, turns=(*interview.turns[:-1], turn))
        self.store.record(interview)
        return TurnResult(turn, interview)

    @property
    def hearing(self) -> Hearing:
        """Hears answers with the grader, and with what looks for other points in them."""
        return Hearing(self.grader, self.listener or self.grader)

    def _turn(self, ask: Ask, answer: str, heard: Heard, key: str) -> Turn:
        """The turn without its reply, which hangs on what comes next."""
        citations, point_citations = teaching(heard.grade, self.retriever)
        key = key or secrets.token_urlsafe(12)
        turn = Turn(ask, answer, heard.grade, "", citations, point_citations, self.now(), key=key)
        return replace(turn, also=heard.also, missing=heard.missing)

    def _following(self, so_far: Interview) -> tuple[Interview, Ask | None]:
        """What is asked next, in its words; what was said of it already counts for the last turn and is passed over."""
        now = self.now()
        ask = next_ask(so_far, now)
        for _ in range(MOST_PASSED):
            said = self.hearing.already_said(so_far, ask)
            if not said:
                break
            last = so_far.turns[-1]
            so_far = replace(so_far, turns=(*so_far.turns[:-1], replace(last, also=(*last.also, *said))))
            ask = next_ask(so_far, now)
        if ask is not None:
            last = so_far.turns[-1]
            ask = self.interviewer.word(ask, so_far.question(ask.question_id), last.answer, last.grade)
            ask = with_lead(ask, so_far)
        return so_far, ask

    def _repeat(self, identifier: str, answer: str, number: int | None, key: str) -> TurnResult | None:
        """The outcome of this same request if it has come before; None where it is new.

        Raises:
            Conflict: the key came with another answer, or to another turn.
        """
        earlier = self.store.turn_of_key(identifier, key) if key else None
        if earlier is None:
            return None
        if earlier.answer != answer or number not in {None, earlier.ask.number}:
            raise Conflict(
                f"this Idempotency-Key came with another answer to turn {earlier.ask.number} before; "
                "send a new key with a new answer"
            )
        return TurnResult(earlier, self.store.get(identifier), is_repeat=True)


def _reply(interview: Interview) -> str:
    """What is said to the last answer, as the interview stands after it."""
    turn = interview.turns[-1]
    held_back = interview.held_back(turn)
    return reply(turn.grade, turn.point_citations, held_back, interview.explained(turn), turn.also)


def _asked_now(interview: Interview, number: int | None) -> Ask:
    """What is asked now, which has to be turn `number` where one is named.

    Raises:
        Conflict: nothing is asked, or another turn.
    """
    ask = interview.ask
    if ask is None:
        raise Conflict("this interview has ended; start another one")
    if number is not None and number != ask.number:
        raise Conflict(f"turn {number} is not the one that is asked now, that is {ask.number}; reload the interview")
    return ask
