"""Interviews from their start to their end; what happens in a turn, step by step, on one screen.

Decides the order of the steps: what the message asks for, the grade, what teaches the missed points, what comes next,
the store, the reply; `Interviews._take` is the turn. What each step does is in the modules it calls; nothing here reads
text or touches a file.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.answering.retriever import Retriever
from app.candidate.candidate import LOCAL, answered
from app.coach.answers.appeals_in_words import AppealsInWords
from app.coach.answers.as_it_stands import asked_now
from app.coach.answers.asked_back import Doubt, MayBe, as_meant, no_doubt
from app.coach.answers.cumulative_grading import Grader, Heard, Hearing, Listener, PlainListener
from app.coach.answers.following import Following, Interviewer
from app.coach.answers.given_commands import GivenCommands, Recognise, Said
from app.coach.answers.last_reply import reply_to_last
from app.coach.answers.teaching import teaching
from app.coach.commands import Commands, Wanted
from app.coach.consent.consent_gate import of_owner
from app.coach.own_work.project_rounds import ProjectRounds
from app.coach.question_bank import QuestionBank
from app.coach.rounds.planning import PRACTICE, Terms
from app.coach.rounds.starts import Starts
from app.coach.single_flight import SingleFlight
from app.coach.turnstile import Turnstile
from app.hearing.message import command_in
from app.interview.course import Course
from app.interview.grade import Grade
from app.interview.interview import Interview
from app.interview.project_evidence import Beside
from app.interview.requests.commands import Command
from app.interview.requests.hints import paid, prices
from app.interview.turn import Ask, Turn
from app.store.interviews import Store
from ingest.bank.loops import Loops
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import Conflict


@dataclass(frozen=True)
class Given:
    """An answer as it was given: its words, under which idempotency key, and whether they only skip the question.

    `confidence` is how sure the candidate is, 0..1, told before the grade; None where they did not say.
    """

    answer: str
    key: str = ""
    confidence: float | None = None
    is_skip: bool = False


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
    listener: Listener | None = None
    commands: Commands | None = None
    recognise: Recognise = command_in
    doubt: MayBe = no_doubt
    contest: AppealsInWords | None = None
    loops: Loops = field(default_factory=Loops)
    projects: ProjectRounds | None = None
    flights: SingleFlight = field(default_factory=SingleFlight)
    turnstile: Turnstile = field(default_factory=Turnstile)
    owner: str = LOCAL
    watch: Callable[[Grade], None] = lambda *_: None

    def of(self, owner: str) -> "Interviews":
        """The same for the interviews of an owner."""
        return replace(
            self,
            owner=owner,
            contest=None if self.contest is None else self.contest.of(owner),
            grader=of_owner(self.grader, owner),
            interviewer=of_owner(self.interviewer, owner),
        )

    def start(
        self,
        stage: Stage,
        topics: Sequence[Topic],
        questions: int,
        seed: int | None = None,
        terms: Terms = PRACTICE,
    ) -> Interview:
        """Start a round of a stage, as `Starts.round` does."""
        return self._starts.round(stage, topics, questions, seed, terms)

    def start_loop(self, name: str, seed: int | None = None, terms: Terms = PRACTICE) -> Interview:
        """Start a loop, as `Starts.loop` does."""
        return self._starts.loop(name, seed, terms)

    def start_with(
        self, plan: Sequence[Question], topics: Sequence[Topic] = (), course: Course | None = None
    ) -> Interview:
        """Start an interview of just these questions, at least one, in this order."""
        return self._starts.of_plan(plan, topics, course)

    @property
    def _starts(self) -> Starts:
        return Starts(self.bank, self.store, self.now, self.loops, self.projects, self.owner)

    @property
    def _next(self) -> Following:
        return Following(self.bank.questions, self.hearing, self.interviewer, self.store, self.now, self.owner)

    def get(self, identifier: str) -> Interview:
        """The interview of that id.

        Raises:
            NotFound: there is none.
        """
        return self.store.get(self.owner, identifier)

    def say(self, identifier: str, given: Given, number: int | None = None) -> TurnResult | Said:
        """Take a message: an answer, or a command in plain words, which takes no turn.

        Raises what `give` and `command` raise.
        """
        with self.turnstile.turn():
            return self._say(identifier, given, number)

    def _say(self, identifier: str, given: Given, number: int | None) -> TurnResult | Said:
        message, key = given.answer, given.key
        interview = self.store.get(self.owner, identifier)
        if (before := interview.course.of_key(key)) is not None:
            if before.said != message or number not in {None, before.number}:
                raise Conflict("this Idempotency-Key came with another message before; send a new key with a new one")
            return Said(before, interview, is_repeat=True)
        commands, given = self._commands, replace(given, answer=as_meant(interview, key, message))
        if commands is None or interview.ask is None or interview.turn_of_key(key) is not None:
            return self._give(interview, given, number)
        ask = asked_now(interview, number)
        wanted = commands.wanted(interview, ask, message)
        interview = commands.woken(interview, message, wanted)
        if (unclear := commands.unclear(interview, ask, message, wanted)) is not None:
            return commands.ask_back(interview, unclear, message, key)
        is_skip = wanted is Command.SKIP
        if is_skip and commands.may_ask_to_end(interview, ask) and self._next.is_end(interview, ask):
            return commands.ask_to_end(interview, message, key)
        if wanted is None or (is_skip and not ask.retry_of):
            return self._give(interview, replace(given, is_skip=is_skip), number)
        return commands.in_words(interview, Wanted(wanted, message, None, "", key), number)

    def is_answer(self, interview: Interview, message: str) -> bool:
        """Whether a message to what is asked now will be graded."""
        ask, commands = interview.ask, self._commands
        if ask is None or not message.strip():
            return False
        if commands is None:
            return True
        wanted = commands.wanted(interview, ask, message)
        return wanted is None and commands.unclear(interview, ask, message, wanted) is None

    def command(self, identifier: str, wanted: Wanted, number: int | None = None) -> Said:
        """Give a command, as by a button; it is stored with what was told. `number` is the turn that is asked now.

        Raises:
            NotFound: there is no such interview.
            Conflict: it cannot be given now, or another turn is asked.
        """
        given = self._commands
        if given is None:
            raise Conflict("this coach takes answers alone")
        return given.give(identifier, wanted, number)

    @property
    def _commands(self) -> GivenCommands | None:
        """Takes commands; None where this coach takes answers alone."""
        if self.commands is None:
            return None
        doubt = Doubt(self.doubt, self.hearing.earns)
        return GivenCommands(self.commands, self.recognise, self.contest, self.store, self.now, self.owner, doubt)

    def answer(self, identifier: str, answer: str, number: int | None = None, key: str = "") -> TurnResult:
        """Take an answer as `give` does."""
        return self.give(identifier, Given(answer, key), number)

    def give(self, identifier: str, given: Given, number: int | None = None) -> TurnResult:
        """Take an answer to what is asked now. The turn is stored when this returns.

        Args:
            identifier: of the interview.
            given: the candidate's words. A request that is repeated with its key gets the same turn, and waits for it
                while the first one is still being graded.
            number: the turn that is answered; None means whichever is asked now.

        Raises:
            NotFound: there is no such interview.
            Conflict: it has ended or rests, `number` is not the turn that is asked now, or the key came with another
                answer.
        """
        with self.turnstile.turn():
            return self._give(self.store.get(self.owner, identifier), given, number)

    def _give(self, interview: Interview, given: Given, number: int | None) -> TurnResult:
        """The same of an interview that was read just now."""
        if not given.key:
            return self._answer(interview, given, number)
        with self.flights.alone((interview.id, given.key), self.turnstile.aside):
            return self._answer(interview, given, number)

    def _answer(self, interview: Interview, given: Given, number: int | None) -> TurnResult:
        repeat = self._repeat(interview.id, given.answer, number, given.key)
        if repeat is not None:
            return repeat
        try:
            return self._take(interview, given, number)
        except Conflict:
            # The same request may have been stored while this one was being graded.
            repeat = self._repeat(interview.id, given.answer, number, given.key)
            if repeat is None:
                raise
            return repeat

    def end(self, identifier: str) -> Interview:
        """End an interview early; the answers so far are kept."""
        return self.store.change(self.owner, identifier, lambda interview: interview.ended(self.now()))

    def _take(self, interview: Interview, given: Given, number: int | None) -> TurnResult:
        """The whole turn: everything in it is decided and stored before a word of the reply is sent."""
        ask = asked_now(interview, number)
        if interview.course.is_paused:
            raise Conflict("the interview is paused; go on first")
        heard = self.hearing.hear(interview, ask, "" if given.is_skip else given.answer)
        turn = self._turn(ask, given, _paid_for(heard, prices(interview, ask.question_id)))
        turn = replace(turn, beside=self._beside(interview, turn))
        so_far, following = self._next.after(interview.heard(turn))
        interview = replace(interview, plan=so_far.plan, course=so_far.course).after(so_far.turns[-1], following)
        turn = replace(so_far.turns[-1], reply=reply_to_last(interview))
        interview = replace(interview, turns=(*interview.turns[:-1], turn))
        self.store.record(self.owner, interview, answered(interview))
        self.watch(turn.grade)
        return TurnResult(turn, interview)

    @property
    def hearing(self) -> Hearing:
        """Hears answers with the grader, and with what looks for other points in them."""
        return Hearing(self.grader, self.listener or PlainListener(self.grader))

    def _turn(self, ask: Ask, given: Given, heard: Heard) -> Turn:
        """The turn without its reply, which hangs on what comes next."""
        citations, point_citations = teaching(heard.grade, self.retriever)
        key = given.key or secrets.token_urlsafe(12)
        turn = Turn(ask, given.answer, heard.grade, "", citations, point_citations, self.now(), key=key)
        return replace(turn, also=heard.also, missing=heard.missing, confidence=given.confidence)

    def _beside(self, interview: Interview, turn: Turn) -> tuple[Beside, ...]:
        """What the project that is talked about says of what was just said."""
        is_about = interview.question(turn.ask.question_id).stage is Stage.PROJECT_REVIEW
        if self.projects is None or not interview.course.project or not is_about:
            return ()
        return self.projects.beside(self.owner, interview.course.project, turn.ask, turn.answer)

    def _repeat(self, identifier: str, answer: str, number: int | None, key: str) -> TurnResult | None:
        """The outcome of this same request if it has come before; None where it is new.

        Raises:
            Conflict: the key came with another answer, or to another turn.
        """
        earlier = self.store.turn_of_key(self.owner, identifier, key) if key else None
        if earlier is None:
            return None
        if earlier.answer != answer or number not in {None, earlier.ask.number}:
            raise Conflict(
                f"this Idempotency-Key came with another answer to turn {earlier.ask.number} before; "
                "send a new key with a new answer"
            )
        return TurnResult(earlier, self.store.get(self.owner, identifier), is_repeat=True)


def _paid_for(heard: Heard, costs: Mapping[str, float]) -> Heard:
    """What was heard, with what hints on its points cost."""
    if not costs:
        return heard
    grade = replace(heard.grade, verdicts=paid(heard.grade.verdicts, costs))
    return replace(heard, grade=grade, also=paid(heard.also, costs))
