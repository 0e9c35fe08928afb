"""Interviews from their start to their end; what happens in a turn, step by step, on one screen.

Decides the order of the steps: what the message asks for, the grade, what teaches the missed points, what comes next,
the store, the reply; `Interviews._take` is the turn. What each step does is in the modules it calls; nothing here reads
text or touches a file.
"""

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from app.answering.retriever import Retriever
from app.asking.recall import with_lead
from app.candidate.candidate import LOCAL, Memory, answered, asked
from app.candidate.recommend import chooser
from app.coach.answers.appeals_in_words import AppealsInWords, takes_up
from app.coach.answers.hearing import Grader, Heard, Hearing
from app.coach.answers.remarks import remarks
from app.coach.answers.teaching import teaching
from app.coach.commands import Commands, Wanted, clarified
from app.coach.consent.gate import of_owner
from app.coach.own_work.project_rounds import ProjectRounds
from app.coach.planning import ANY_MINUTES, PRACTICE, Material, Terms, loop_plan, replanned, round_plan
from app.coach.question_bank import QuestionBank
from app.coach.single_flight import SingleFlight
from app.hearing.message import claims_to_have_said, command_in, goes_on
from app.interview.beside import Beside
from app.interview.course import MOST_EXCHANGES, Course, Exchange
from app.interview.earned import is_met, standing
from app.interview.flows.project_review import is_of_documents
from app.interview.flows.stages import next_ask
from app.interview.grade import Grade
from app.interview.interview import Interview
from app.interview.requests.chair_questions import chair_ask, waiting_question
from app.interview.requests.commands import Command
from app.interview.requests.hints import paid, prices
from app.interview.requests.selection import Choose, choose
from app.interview.results.reply import reply
from app.interview.turn import Ask, Turn
from app.store.interviews import Store
from ingest.bank.loops import Loop, LoopRound
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import BadRequest, Conflict, NotFound

# So many things that were said already are passed over before something is asked all the same.
MOST_PASSED = 6


class Interviewer(Protocol):
    """Words what the rules have decided to ask: in the words of the bank, or with an LLM."""

    def word(self, ask: Ask, question: Question, answer: str = "", grade: Grade | None = None) -> Ask:
        """`ask` in other words, or unchanged; a follow-up refers to `answer` and `grade`."""
        ...


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
class Said:
    """The outcome of a command: what was told, and the interview after it."""

    exchange: Exchange
    interview: Interview
    is_repeat: bool = False


# The command that a message is, where an ask of a question is open; None for an answer.
Recognise = Callable[[str, Question, Ask], Command | None]


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
    commands: Commands | None = None
    recognise: Recognise = command_in
    contest: AppealsInWords | None = None
    loops: Mapping[str, Loop] = field(default_factory=dict)
    projects: ProjectRounds | None = None
    flights: SingleFlight = field(default_factory=SingleFlight)
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
        """Start an interview of what helps most by what is remembered; the same seed picks the same questions instead.

        Without a seed each next question is chosen anew by what was answered before it. `terms` say how it is held.

        Raises:
            BadRequest: the bank has no question of this stage and these topics, or a project is chosen for another
                stage or with topics.
            NotFound: this owner has no such project.
        """
        if terms.project and (stage is not Stage.PROJECT_REVIEW or topics):
            raise BadRequest("a project is for the project review, without topics: its questions come from the project")
        material = self._material(terms, seed)
        # It only picks questions; no secret depends on it.
        rng = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311
        wanted = LoopRound(
            stage=stage, questions=questions, minutes=ANY_MINUTES, topics=tuple(topics), level=terms.level
        )
        plan = round_plan(self.bank.questions, wanted, rng, self._picking(seed), material)
        if not plan:
            raise self.bank.nothing_fits(stage, topics)
        # What is asked of a project was drawn from it at the start.
        course = replace(terms.course(stage), is_adaptive=seed is None and material is None)
        return self.start_with(plan, topics, course if material is None else material.of(course))

    def start_loop(self, name: str, seed: int | None = None, terms: Terms = PRACTICE) -> Interview:
        """Start a loop: its rounds one after another in one interview, with one scorecard.

        Raises:
            NotFound: there is no loop of that name, or this owner has no such project.
            BadRequest: the bank has no question for one of its rounds, or a project is chosen and none is about one.
        """
        loop = self.loops.get(name)
        if loop is None:
            raise NotFound(f"there is no loop {name!r}; choose {', '.join(self.loops) or 'none, for none is there'}")
        rng = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311
        material = self._material(terms, seed)
        plan, course = loop_plan(self.bank, loop, terms, rng, self._picking(seed), material)
        return self.start_with(plan, (), course if material is None else material.of(course))

    def _material(self, terms: Terms, seed: int | None) -> Material | None:
        """The project that is chosen; with a seed its questions come in the same order each time."""
        if not terms.project:
            return None
        if self.projects is None:
            raise NotFound(f"there is no project {terms.project!r}")
        seen = {} if seed is not None else self.store.candidates.get(self.owner).candidate.seen
        return self.projects.material(self.owner, terms.project, seen)

    def _picking(self, seed: int | None) -> Choose:
        """How questions are picked: by what is remembered, or where a seed is given by that alone."""
        return choose if seed is not None else chooser(self.store.candidates.get(self.owner), self.now())

    def start_with(
        self, plan: Sequence[Question], topics: Sequence[Topic] = (), course: Course | None = None
    ) -> Interview:
        """Start an interview of just these questions, at least one, in this order."""
        interview = Interview.begun(secrets.token_urlsafe(12), plan, topics, self.now(), course)
        if interview.ask is not None:
            interview = replace(interview, ask=self.interviewer.word(interview.ask, plan[0]))
        self.store.add(self.owner, interview, asked(interview))
        return interview

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
        message, key = given.answer, given.key
        interview = self.store.get(self.owner, identifier)
        if (before := interview.course.of_key(key)) is not None:
            if before.said != message or number not in {None, before.number}:
                raise Conflict("this Idempotency-Key came with another message before; send a new key with a new one")
            return Said(before, interview, is_repeat=True)
        if self.commands is None or interview.ask is None or self._repeat(identifier, message, number, key):
            return self.give(identifier, given, number)
        wanted = self._wanted(interview, _asked_now(interview, number), message)
        if wanted is None or wanted is Command.SKIP:
            return self.give(identifier, replace(given, is_skip=wanted is Command.SKIP), number)
        return self._in_words(interview, Wanted(wanted, message, None, "", key), number)

    def is_answer(self, interview: Interview, message: str) -> bool:
        """Whether a message to what is asked now will be graded."""
        ask = interview.ask
        return bool(message.strip()) and ask is not None and self._wanted(interview, ask, message) is None

    def _wanted(self, interview: Interview, ask: Ask, message: str) -> Command | None:
        """The command that a message is, as the interview stands; None for an answer."""
        if self.commands is None:
            return None
        if interview.course.is_paused and goes_on(message):
            return Command.RESUME
        wanted = self.recognise(message, interview.graded_against(ask), ask)
        if wanted is None and claims_to_have_said(message) and takes_up(interview, message):
            return Command.APPEAL
        return wanted

    def _in_words(self, interview: Interview, wanted: Wanted, number: int | None) -> Said:
        """A command in plain words: one that cannot be given now is told why, and an appeal is looked at."""
        if wanted.command is Command.APPEAL and (told := self._contested(interview, wanted.said)):
            return self._noted(interview.id, wanted, told)
        try:
            return self.command(interview.id, wanted, number)
        except Conflict as refused:
            if self.store.get(self.owner, interview.id).ask != interview.ask:
                raise
            told = _sentence(str(refused))
            return self._noted(
                interview.id, wanted, f"{told} {clarified(interview)}" if _is_open(interview, wanted) else told
            )

    def command(self, identifier: str, wanted: Wanted, number: int | None = None) -> Said:
        """Give a command, as by a button; it is stored with what was told. `number` is the turn that is asked now.

        Raises:
            NotFound: there is no such interview.
            Conflict: it cannot be given now, or another turn is asked.
        """
        commands = self.commands
        if commands is None:
            raise Conflict("this coach takes answers alone")
        seen = self.store.get(self.owner, identifier)
        if (before := seen.course.of_key(wanted.key)) is not None:
            return Said(before, seen, is_repeat=True)
        if number is not None:
            _asked_now(seen, number)
        after = commands.given(seen, wanted)
        interview = self.store.change(self.owner, identifier, lambda now: _unchanged(now, seen, after))
        return Said(interview.course.exchanges[-1], interview)

    def _contested(self, interview: Interview, message: str) -> str | None:
        """What came of an appeal in words; None where it is told how to contest, or cannot be given now."""
        course = interview.course
        is_refused = course.is_exam or course.is_paused or len(course.exchanges) >= MOST_EXCHANGES
        return None if self.contest is None or is_refused else self.contest.appeal(interview, message)

    def _noted(self, identifier: str, wanted: Wanted, told: str) -> Said:
        """A command in words after which nothing else is to happen: what the candidate is told is kept."""

        def noted(interview: Interview) -> Interview:
            number = _asked_now(interview, None).number
            exchange = Exchange(number, wanted.command, wanted.said, told, self.now(), key=wanted.key)
            return replace(interview, course=interview.course.with_exchange(exchange))

        interview = self.store.change(self.owner, identifier, noted)
        return Said(interview.course.exchanges[-1], interview)

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
        if not given.key:
            return self._answer(identifier, given, number)
        with self.flights.alone((identifier, given.key)):
            return self._answer(identifier, given, number)

    def _answer(self, identifier: str, given: Given, number: int | None) -> TurnResult:
        interview = self.store.get(self.owner, identifier)
        repeat = self._repeat(identifier, given.answer, number, given.key)
        if repeat is not None:
            return repeat
        try:
            return self._take(interview, given, number)
        except Conflict:
            # The same request may have been stored while this one was being graded.
            repeat = self._repeat(identifier, given.answer, number, given.key)
            if repeat is None:
                raise
            return repeat

    def end(self, identifier: str) -> Interview:
        """End an interview early; the answers so far are kept."""
        return self.store.change(self.owner, identifier, lambda interview: interview.ended(self.now()))

    def _take(self, interview: Interview, given: Given, number: int | None) -> TurnResult:
        """The whole turn: everything in it is decided and stored before a word of the reply is sent."""
        ask = _asked_now(interview, number)
        if interview.course.is_paused:
            raise Conflict("the interview rests; go on first")
        heard = self.hearing.hear(interview, ask, "" if given.is_skip else given.answer)
        turn = self._turn(ask, given, _paid_for(heard, prices(interview, ask.question_id)))
        turn = replace(turn, beside=self._beside(interview, turn))
        so_far, following = self._following(interview.heard(turn))
        interview = replace(interview, plan=so_far.plan).after(so_far.turns[-1], following)
        turn = replace(so_far.turns[-1], reply=_reply(interview))
        interview = replace(interview, turns=(*interview.turns[:-1], turn))
        # What quotes a private document stays with the project, and no card is made of it.
        is_untold = turn.ask.is_aside or is_of_documents(interview.question(turn.ask.question_id))
        told = answered(interview, sure=given.confidence, also=turn.also, is_retry=is_untold)
        self.store.record(self.owner, interview, told)
        self.watch(turn.grade)
        return TurnResult(turn, interview)

    @property
    def hearing(self) -> Hearing:
        """Hears answers with the grader, and with what looks for other points in them."""
        return Hearing(self.grader, self.listener or self.grader)

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

    def _following(self, so_far: Interview) -> tuple[Interview, Ask | None]:
        """What is asked next, in its words: before what the coach asks, what the chair has asked meanwhile."""
        so_far, ask = self._of_coach(so_far)
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
        learned = answered(so_far, also=so_far.turns[-1].also)(known)
        memory = Memory(learned.candidate, {**known.cards, **{card.id: card for card in learned.cards}})
        rng = random.Random(f"{so_far.id} {so_far.turns[-1].ask.number}")  # noqa: S311
        return replanned(so_far, self.bank.questions, rng, chooser(memory, now))

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


def _is_open(interview: Interview, wanted: Wanted) -> bool:
    """Whether what is to be explained is what is asked now: then it may be the question that is not clear."""
    course, ask = interview.course, interview.ask
    if wanted.command is not Command.EXPLAIN or ask is None or course.is_exam or course.is_paused:
        return False
    return not interview.turns or interview.is_open(interview.turns[-1].ask.question_id)


def _sentence(why: str) -> str:
    words = why[:1].upper() + why[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _reply(interview: Interview) -> str:
    """What is said to the last answer, as the interview stands after it."""
    turn = interview.turns[-1]
    held_back = interview.held_back(turn)
    explained = interview.explained(turn)
    words = reply(
        turn.grade,
        turn.point_citations,
        held_back,
        explained,
        turn.also,
        known=_told_before(interview, turn),
        goes_on=interview.goes_on(turn),
        level=interview.course.level,
    )
    return "\n\n".join([words, *remarks(interview, turn)])


def _told_before(interview: Interview, turn: Turn) -> frozenset[str]:
    """The ids of the points of a design that an earlier message of it was told to have made."""
    if (
        turn.ask.is_aside
        or turn.ask.point_id
        or interview.question(turn.ask.question_id).stage is not Stage.SYSTEM_DESIGN
    ):
        return frozenset()
    before = standing(one for one in interview.turns_of(turn.ask.question_id) if one.ask.number < turn.ask.number)
    return frozenset(point_id for point_id in before if is_met(before, point_id))


def _paid_for(heard: Heard, costs: Mapping[str, float]) -> Heard:
    """What was heard, with what hints on its points cost."""
    if not costs:
        return heard
    grade = replace(heard.grade, verdicts=paid(heard.grade.verdicts, costs))
    return replace(heard, grade=grade, also=paid(heard.also, costs))


def _unchanged(now: Interview, seen: Interview, after: Interview) -> Interview:
    """What a command makes of an interview, if nothing has happened to it since it was read.

    What the chair has noted meanwhile stays.

    Raises:
        Conflict: an answer or another command came in between.
    """
    chair = now.course.chair
    if now != replace(seen, course=replace(seen.course, chair=chair)):
        raise Conflict("this interview has gone on in the meantime; reload it")
    return replace(after, course=replace(after.course, chair=chair))


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
