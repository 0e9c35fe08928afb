"""Commands between answers, by a button or in plain words: recognised, given, and stored with what was told.

Decides which message is a command as the interview stands, and what is told of one that cannot be given now. What a
command tells and costs is in app/coach/commands.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.coach.answers.appeals_in_words import AppealsInWords, takes_up
from app.coach.answers.as_it_stands import asked_now, unchanged
from app.coach.answers.asked_back import (
    Doubt,
    asked,
    denies,
    is_meant_as_answer,
    is_meant_as_request,
    meant_of_end,
    waiting,
)
from app.coach.commands import Commands, Wanted
from app.hearing.going_back import goes_back
from app.hearing.message import claims_to_have_said, comes_back, goes_on
from app.interview.course import MOST_EXCHANGES, Exchange
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.requests.other_words import clarified
from app.interview.requests.to_explain import speaks_of_missed
from app.interview.turn import Ask
from app.store.interviews import Store
from ingest.bank.questions import Question
from ingest.errors import Conflict


@dataclass(frozen=True)
class Said:
    """The outcome of a command: what was told, and the interview after it."""

    exchange: Exchange
    interview: Interview
    is_repeat: bool = False


LAST_QUESTION = (
    "This is the last question, and no other one comes in its place. Shall it be left, and the interview end here? Say "
    "“yes” to end it, “no” to go on."
)
# What may be said while it rests; `RESUME` tells that it goes on.
AT_REST = frozenset((Command.PAUSE, Command.TALK, Command.RESUME, Command.END))
# The command that a message is, where an ask of a question is open; None for an answer.
Recognise = Callable[[str, Question, Ask], Command | None]


@dataclass(frozen=True)
class GivenCommands:
    """Takes the commands to the interviews of an owner."""

    commands: Commands
    recognise: Recognise
    contest: AppealsInWords | None
    store: Store
    now: Callable[[], datetime]
    owner: str
    doubt: Doubt

    def wanted(self, interview: Interview, ask: Ask, message: str) -> Command | None:
        """The command that a message is, as the interview stands; None for an answer. An empty one skips."""
        if not message.strip():
            return None if interview.course.is_paused else Command.SKIP
        if interview.course.is_paused and (goes_on(message) or goes_back(message) is not None):
            return Command.RESUME
        before = waiting(interview, ask.number)
        if before is not None and is_meant_as_answer(before, message):
            return None
        if (meant := _meant_by(interview, ask, message)) is not None:
            return meant
        heard = goes_back(message) or self.recognise(message, interview.graded_against(ask), ask)
        if ask.retry_of and _leaves_second_try(heard, message):
            return Command.SKIP
        return self._as_it_stands(interview, ask, message, heard)

    def _as_it_stands(self, interview: Interview, ask: Ask, message: str, heard: Command | None) -> Command | None:
        """What is heard in a message by its words alone, in the light of what was asked and said before."""
        if interview.course.asks_to_end(ask.number) and denies(message):
            may_be = heard or self.doubt.may_be(message, interview.graded_against(ask), ask)
            if may_be in {Command.END, Command.RETRY}:
                return Command.RESUME
        if heard is Command.END and interview.course.asks_to_end(ask.number):
            return _meant_end(interview, ask)
        if heard is Command.PAUSE and comes_back(message):
            return Command.RESUME
        if heard is None and claims_to_have_said(message) and takes_up(interview, message):
            return Command.APPEAL
        return heard

    def woken(self, interview: Interview, message: str, wanted: Command | None) -> Interview:
        """The interview going on: who answers, or asks for anything but rest, is back from a pause."""
        if not interview.course.is_paused or not message.strip() or wanted in AT_REST:
            return interview

        def back(seen: Interview) -> Interview:
            return replace(seen, course=seen.course.resumed(self.now()))

        return self.store.change(self.owner, interview.id, back)

    def unclear(self, interview: Interview, ask: Ask, message: str, wanted: Command | None) -> Command | None:
        """The command that the candidate is asked about, where it is not clear whether a message is that or an answer.

        Nothing is asked back while it rests, where no more commands are taken, and twice in a row.
        """
        if waiting(interview, ask.number) is not None or not _may_be_asked(interview):
            return None
        return self.doubt.about(interview, ask, message, wanted)

    def may_ask_to_end(self, interview: Interview, ask: Ask) -> bool:
        """Whether the candidate, who leaves what is asked, may be asked whether the interview shall end: once."""
        return _may_be_asked(interview) and not interview.course.asks_to_skip(ask.number)

    def ask_to_end(self, interview: Interview, message: str, key: str) -> Said:
        """Ask whether the interview shall end, where the last question is to be left; it takes no turn."""
        return self._noted(interview.id, Wanted(Command.SKIP, message, key=key), LAST_QUESTION)

    def ask_back(self, interview: Interview, in_doubt: Command, message: str, key: str) -> Said:
        """Ask whether a message is an answer or that command; it takes no turn."""
        words = asked(in_doubt, is_exam=interview.course.is_exam)
        return self._noted(interview.id, Wanted(Command.TALK, message, key=key), words, in_doubt)

    def in_words(self, interview: Interview, wanted: Wanted, number: int | None) -> Said:
        """A command in plain words: one that cannot be given now is told why, and an appeal is looked at."""
        before = None if interview.ask is None else waiting(interview, interview.ask.number)
        if before is not None and is_meant_as_request(wanted.said):
            wanted = replace(wanted, about=before.said)
        if wanted.command is Command.APPEAL and (told := self._contested(interview, wanted.words)):
            return self._noted(interview.id, wanted, told)
        try:
            return self.give(interview.id, wanted, number)
        except Conflict as refused:
            if self.store.get(self.owner, interview.id).ask != interview.ask:
                raise
            told = clarified(interview) if _is_open(interview, wanted) else _sentence(str(refused))
            return self._noted(interview.id, wanted, told)

    def give(self, identifier: str, wanted: Wanted, number: int | None = None) -> Said:
        """Give a command, as by a button; it is stored with what was told. `number` is the turn that is asked now.

        Raises:
            NotFound: there is no such interview.
            Conflict: it cannot be given now, or another turn is asked.
        """
        seen = self.store.get(self.owner, identifier)
        if (before := seen.course.of_key(wanted.key)) is not None:
            return Said(before, seen, is_repeat=True)
        if number is not None:
            asked_now(seen, number)
        after = self.commands.given(seen, wanted)
        interview = self.store.change(self.owner, identifier, lambda now: unchanged(now, seen, after))
        return Said(interview.course.exchanges[-1], interview)

    def _contested(self, interview: Interview, message: str) -> str | None:
        """What came of an appeal in words; None where it is told how to contest, or cannot be given now."""
        course = interview.course
        is_refused = course.is_exam or course.is_paused or len(course.exchanges) >= MOST_EXCHANGES
        return None if self.contest is None or is_refused else self.contest.appeal(interview, message)

    def _noted(self, identifier: str, wanted: Wanted, told: str, in_doubt: Command | None = None) -> Said:
        """A command in words after which nothing else is to happen: what the candidate is told is kept."""

        def noted(interview: Interview) -> Interview:
            number = asked_now(interview, None).number
            exchange = Exchange(
                number, wanted.command, wanted.said, told, self.now(), key=wanted.key, in_doubt=in_doubt
            )
            return replace(interview, course=interview.course.with_exchange(exchange))

        interview = self.store.change(self.owner, identifier, noted)
        return Said(interview.course.exchanges[-1], interview)


def _leaves_second_try(heard: Command | None, message: str) -> bool:
    """Whether who tries a question again wants to go on where the interview was."""
    if heard is Command.RETRY and denies(message):
        return True
    return heard in {Command.SKIP, Command.RESUME} or goes_back(message) is not None


def _may_be_asked(interview: Interview) -> bool:
    course = interview.course
    return not course.is_paused and len(course.exchanges) < MOST_EXCHANGES


def _meant_by(interview: Interview, ask: Ask, message: str) -> Command | None:
    """What a message asks for that only says yes or no to what the coach has asked back."""
    if interview.course.asks_to_end(ask.number):
        if goes_back(message) is not None:
            return Command.SKIP if ask.retry_of else Command.RESUME
        meant = meant_of_end(message)
        return _meant_end(interview, ask) if meant is Command.END else meant
    before = waiting(interview, ask.number)
    return before.in_doubt if before is not None and is_meant_as_request(message) else None


def _meant_end(interview: Interview, ask: Ask) -> Command:
    """How it ends by a yes: with the last question left, where that was asked about."""
    return Command.SKIP if interview.course.asks_to_skip(ask.number) else Command.END


def _is_open(interview: Interview, wanted: Wanted) -> bool:
    """Whether what is to be explained is what is asked now: then it may be the question that is not clear."""
    course, ask = interview.course, interview.ask
    if speaks_of_missed(wanted.words):
        return False
    if wanted.command is not Command.EXPLAIN or ask is None or course.is_exam or course.is_paused:
        return False
    return not interview.turns or interview.is_open(interview.turns[-1].ask.question_id)


def _sentence(why: str) -> str:
    words = why[:1].upper() + why[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."
