"""What happens in a turn, step by step, on one screen.

Decides the order of the steps: grade, find what teaches the missed points, choose what comes next, store, reply;
`Coach._take` is the turn. What each step does is in the modules it calls; nothing here reads text or touches a file.
"""

import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from app.answering.cited_answer import Answer, AnswerStream
from app.answering.retriever import Found, Retriever, cite
from app.coach.explain import Explainer, Explanation
from app.interview.appeal import MOST_APPEALS, Appeal
from app.interview.citation import Citation
from app.interview.flow import FLOWS
from app.interview.grade import Grade, Verdict, VerdictState
from app.interview.intent import AsksBack, Intent, intent_of
from app.interview.interview import Interview
from app.interview.reply import reply
from app.interview.selection import choose
from app.interview.turn import Ask, Turn
from app.store.interviews import Store
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import BadRequest, Conflict, NotFound

# What is said of an index in which no question was found, and what to do about it.
NO_QUESTIONS = (
    'the documents of the index hold none. Write a line Question: "..." and the answer below it, and run coach ingest '
    'again; the README says how under "Your own documents"'
)


class Grader(Protocol):
    """Grades an answer: offline, or with an LLM under the same rules."""

    def grade(self, question: Question, answer: str, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point of `question`; how an answer is told is judged by other rules in a follow-up."""
        ...


class Tutor(Protocol):
    """Answers from passages: offline, or an LLM whose citations are checked."""

    def answer(self, found: Found) -> Answer:
        """An answer supported by the found passages, or a refusal."""
        ...

    def tell(self, found: Found) -> AnswerStream:
        """The same, streamed; it can be stopped."""
        ...


class Interviewer(Protocol):
    """Words what the rules have decided to ask."""

    def word(self, ask: Ask, question: Question, answer: str = "", grade: Grade | None = None) -> Ask:
        """`ask` in other words, or unchanged; a follow-up refers to `answer` and `grade`."""
        ...


class BankInterviewer:
    """Asks in the words of the bank."""

    def word(self, ask: Ask, *_: object) -> Ask:
        """`ask`, unchanged."""
        return ask


# Question, answer, its grade, a point's id, the contested sentence -> the verdict after a second look.
Reconsider = Callable[[Question, str, Grade, str, str], Verdict]


@dataclass(frozen=True)
class TurnResult:
    """The outcome of a request: the turn and the interview after it. `is_repeat`: the same request had come before."""

    turn: Turn
    interview: Interview
    is_repeat: bool = False


def _nothing() -> None:
    """`close` where nothing is open."""


def _silence() -> str:
    """`notice` where no language model is set."""
    return ""


@dataclass(frozen=True)
class Coach:
    """The coach: takes interviews from their start to their end, and answers questions.

    All its parts are arguments; main.py puts them together. `notice` returns a sentence for the user about a language
    model that is set and failed at its last request, else an empty text; it sends no request. `close` closes that
    model's connections.
    """

    bank: Sequence[Question]
    retriever: Retriever
    grader: Grader
    tutor: Tutor
    store: Store
    now: Callable[[], datetime]
    reconsider: Reconsider
    explainer: Explainer
    interviewer: Interviewer = field(default_factory=BankInterviewer)
    notice: Callable[[], str] = _silence
    close: Callable[[], None] = _nothing

    def start(self, stage: Stage, topics: Sequence[Topic], questions: int, seed: int | None = None) -> Interview:
        """Start an interview; the same seed picks the same questions.

        Raises:
            BadRequest: the bank has no question of this stage and these topics.
        """
        # It only picks questions; no secret depends on it.
        rng = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311
        plan = choose(self.bank, stage, topics, questions, rng)
        if not plan:
            raise BadRequest(self._why_no_question(stage, topics))
        return self.start_with(plan, topics)

    def start_with(self, plan: Sequence[Question], topics: Sequence[Topic] = ()) -> Interview:
        """Start an interview of just these questions, at least one, in this order."""
        interview = Interview.begun(secrets.token_urlsafe(12), plan, topics, self.now())
        if interview.ask is not None:
            interview = replace(interview, ask=self.interviewer.word(interview.ask, plan[0]))
        self.store.add(interview)
        return interview

    def interview(self, identifier: str) -> Interview:
        """The interview of that id."""
        return self.store.get(identifier)

    def answer(self, identifier: str, answer: str, number: int | None = None, key: str = "") -> TurnResult:
        """Take an answer to what is asked now. The turn is stored when this returns.

        Args:
            identifier: of the interview.
            answer: the candidate's words.
            number: the turn that is answered; None means whichever is asked now.
            key: idempotency key; a request that is repeated with it gets the same turn, even while the first one
                is still being graded.

        Raises:
            NotFound: there is no such interview.
            Conflict: it has ended, `number` is not the turn that is asked now, or the key came with another answer.
            AsksBack: the words only ask to hear the question again; no turn is used up.
        """
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

    def _take(self, interview: Interview, answer: str, number: int | None, key: str) -> TurnResult:
        """Grade an answer, decide what follows and store the turn."""
        ask = interview.ask
        if ask is None:
            raise Conflict("this interview has ended; start another one")
        if number is not None and number != ask.number:
            raise Conflict(
                f"turn {number} is not the one that is asked now, that is {ask.number}; reload the interview"
            )
        if intent_of(answer) is Intent.ASKS_BACK:
            raise AsksBack
        grade = self.grader.grade(interview.graded_against(ask), answer, is_follow_up=ask.is_follow_up)
        citations, point_citations = self._teaching(grade)
        following = FLOWS[interview.stage].next(interview, grade, self.now())
        if following is not None:
            following = self.interviewer.word(following, interview.question(following.question_id), answer, grade)
        held_back = following.point_id if following is not None else ""
        text = reply(grade, point_citations, held_back, interview.explained(ask, grade))
        key = key or secrets.token_urlsafe(12)
        turn = Turn(ask, answer, grade, text, citations, point_citations, self.now(), key)
        interview = interview.after(turn, following)
        self.store.record(interview)
        return TurnResult(turn, interview)

    def appeal(self, identifier: str, number: int, point_id: str, sentence: str) -> Appeal:
        """Judge a point of turn `number` again by one sentence of its answer; the outcome is stored.

        The same appeal sent again gets the stored outcome.

        Raises:
            NotFound: there is no such interview or turn.
            Conflict: the point is the one that is asked about now, or the turn has been contested too often.
            BadRequest: the verdict cannot be contested with this sentence; the message says why.
        """
        interview = self.store.get(identifier)
        turn = next((turn for turn in interview.turns if turn.ask.number == number), None)
        if turn is None:
            raise NotFound(f"the interview has no answered turn {number}")
        # The id alone does not say which point is open: ids such as `formula` occur in several questions.
        if point_id and interview.held_back(turn) == point_id:
            raise Conflict("this point is being asked about now; answer first")
        earlier = turn.earlier_appeal(point_id, sentence)
        if earlier is not None:
            return earlier
        if len(turn.appeals) >= MOST_APPEALS:
            raise Conflict(f"the verdicts of this turn have been contested {MOST_APPEALS} times, and no more are taken")
        after = self.reconsider(interview.graded_against(turn.ask), turn.answer, turn.standing, point_id, sentence)
        before = next(verdict for verdict in turn.standing.verdicts if verdict.point_id == point_id)
        appeal = Appeal(point_id, sentence, before, after, self.now())
        self.store.add_appeal(identifier, number, appeal)
        return appeal

    def end(self, identifier: str) -> Interview:
        """End an interview early; the answers so far are kept."""
        return self.store.change(identifier, lambda interview: interview.ended(self.now()))

    def ask(self, query: str) -> Answer:
        """Answer a question from the passages alone, or say that they hold nothing."""
        return self.tutor.answer(self.retriever.find(query))

    def tell(self, query: str) -> AnswerStream:
        """The same, streamed; `cancel` stops it when the client has gone."""
        return self.tutor.tell(self.retriever.find(query))

    def explain(self, query: str) -> Explanation:
        """Answer a question and show every stage of the search and the answer."""
        return self.explainer.explain(query)

    def question(self, identifier: str) -> Question:
        """A question of the bank.

        Raises:
            NotFound: there is none of that id.
        """
        for question in self.bank:
            if question.id == identifier:
                return question
        raise NotFound(f"there is no question {identifier!r}")

    def _why_no_question(self, stage: Stage, topics: Sequence[Topic]) -> str:
        """Why no interview can be held, and what to choose or write instead."""
        if not self.bank:
            return f"there is no question to ask: {NO_QUESTIONS}"
        if topics:
            return f"there is no question for stage {stage} and topics {', '.join(topics)}; choose other topics or none"
        others = ", ".join(sorted({question.stage.value for question in self.bank}))
        return f"there is no question for stage {stage}; choose a stage that has some: {others}"

    def _teaching(self, grade: Grade) -> tuple[tuple[Citation, ...], dict[str, int]]:
        """The passages that teach what was missed, numbered, and which of them teaches which point."""
        citations: list[Citation] = []
        numbers: dict[tuple[str, int], int] = {}
        point_citations: dict[str, int] = {}
        for verdict in sorted(grade.verdicts, key=lambda verdict: -verdict.weight):
            if verdict.state is VerdictState.MET or not verdict.section:
                continue
            passage = self.retriever.teaches(verdict.section, verdict.point)
            if passage is None:
                continue
            place = (passage.document, passage.start)
            if place not in numbers:
                numbers[place] = len(citations) + 1
                citations.append(cite(numbers[place], passage))
            point_citations[verdict.point_id] = numbers[place]
        return tuple(citations), point_citations
