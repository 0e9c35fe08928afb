"""Interviews held through a conversation that another program keeps: it sends all that was said, again and again.

Decides what a message is: an answer or a command to what is asked now; the same message once more, which gets what was
stored of it; or another one to a turn that was taken, which goes on in a copy of the interview from there. So an edited
history loses nothing, and nothing is graded or counted twice.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.coach.answers.given_commands import Said
from app.coach.commands import Wanted
from app.coach.interviews import Given, Interviews, TurnResult
from app.interview.course import Course
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.requests.marks import turn_of
from app.interview.turn import Turn
from ingest.errors import Conflict

# What changes nothing of an interview is told without a copy of it.
UNKEPT = frozenset((Command.REPEAT, Command.REPHRASE, Command.TALK))


def _nothing() -> None:
    """What is done where nothing is counted."""


@dataclass(frozen=True)
class Conversations:
    """Finds the interview of a conversation, and takes its messages.

    `before_new` is called before a message is taken that did not come before; what it raises refuses the message.
    """

    interviews: Interviews
    before_new: Callable[[], None] = _nothing

    def of_chat(self, chat: str) -> Interview | None:
        """The interview that was begun in the chat of this id; None where none was."""
        return self._found(_key("chat", chat))

    def begun_by(self, chat: str, message: str) -> Interview | None:
        """The interview that this message has begun in the chat of this id; None where it has not."""
        return self._found(_key("first", chat, _words(message)))

    def begin(self, start: Callable[[], Interview], chat: str = "", message: str = "") -> Interview:
        """Start an interview; a chat that is named has one, however often its first message comes."""
        started = start()
        if not chat:
            return started
        store = self.interviews.store.conversations
        kept = store.claim(self.interviews.owner, _key("chat", chat), started.id)
        store.claim(self.interviews.owner, _key("first", chat, _words(message)), kept)
        return started if kept == started.id else self.interviews.get(kept)

    def is_over(self, identifier: str, number: int) -> bool:
        """Whether nothing is asked any more after what came before turn `number`.

        Raises:
            NotFound: there is no such interview.
        """
        interview = self.interviews.get(identifier)
        return interview.ask is None and turn_of(interview, number) is None

    def asked(self, identifier: str, number: int) -> Interview:
        """The interview when turn `number` was asked, or as it is now where that one is not answered.

        Raises:
            NotFound: there is no such interview.
        """
        return as_of(self.interviews.get(identifier), number)

    def say(self, identifier: str, number: int, message: str, after: str = "") -> TurnResult | Said:
        """Take a message to turn `number`: a new one is taken, one that came before is told what it was told then.

        `after` is what the coach had said last before it, which tells a second "give me a hint" from the first one
        sent again; where the program does not send it, each command is a new one.

        Raises:
            NotFound: there is no such interview.
            Conflict: it has ended, or the turn is not asked yet.
            TooMany: `before_new` refuses it.
        """
        interview = self.interviews.get(identifier)
        place = after or str(len(interview.course.of_turn(number)))
        key = _key("message", str(number), _words(place), _words(message))
        exchange = interview.course.of_key(key)
        if exchange is not None:
            return Said(exchange, as_of(interview, number), is_repeat=True)
        if turn_of(interview, number) is None:
            # What is being graded at this moment came before too: this request gets its turn.
            if not self.interviews.flights.has((identifier, key)):
                self.before_new()
            try:
                return self.interviews.say(identifier, Given(message, key), number)
            except Conflict:
                # The turn may have been taken while this one was being graded.
                interview = self.interviews.get(identifier)
                if turn_of(interview, number) is None:
                    raise
        told = _told(interview, number, message, key) or self._unkept(as_of(interview, number), message)
        return told or self.say(self._copy(interview, number, message).id, number, message, after)

    def _unkept(self, past: Interview, message: str) -> Said | None:
        """What a command tells that changes nothing; None for any other message."""
        commands, ask = self.interviews.commands, past.ask
        if commands is None or ask is None:
            return None
        wanted = self.interviews.recognise(message, past.graded_against(ask), ask)
        if wanted not in UNKEPT:
            return None
        self.before_new()
        told = commands.given(past, Wanted(wanted, message))
        return Said(told.course.exchanges[-1], told)

    def _copy(self, interview: Interview, number: int, message: str) -> Interview:
        """The interview as it was when turn `number` was asked, under an id of its own: one for each other message."""
        key = _key("copy", interview.id, str(number), _words(message))
        found = self._found(key)
        if found is not None:
            return found
        copy = replace(as_of(interview, number), id=secrets.token_urlsafe(12))
        try:
            self.interviews.store.add_kept(self.interviews.owner, copy, key)
        except Conflict:
            found = self._found(key)
            if found is None:
                raise
            return found
        return copy

    def _found(self, key: str) -> Interview | None:
        identifier = self.interviews.store.conversations.find(self.interviews.owner, key)
        return None if identifier is None else self.interviews.get(identifier)


def _told(interview: Interview, number: int, answer: str, key: str) -> TurnResult | None:
    """The turn of that number as it was told, if this answer was given to it, or "yes" to whether it is one."""
    turn = turn_of(interview, number)
    if turn is None or (_words(turn.answer) != _words(answer) and turn.key != key):
        return None
    return TurnResult(turn, as_of(interview, number + 1), is_repeat=True)


def _words(answer: str) -> str:
    # Programs trim what they send again.
    return " ".join(answer.split())


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def as_of(interview: Interview, number: int) -> Interview:
    """The interview when turn `number` was asked; as it is now where that one is not answered."""
    turn = turn_of(interview, number)
    if turn is None:
        return interview
    before = tuple(one for one in interview.turns if one.ask.number < number)
    course = _course_of(interview, turn)
    return replace(interview, turns=before, ask=turn.ask, ended_utc=None, unanswered=None, course=course)


def _course_of(interview: Interview, turn: Turn) -> Course:
    """The course until a turn was answered: a hint that was seen for it keeps its price."""
    course, number, until = interview.course, turn.ask.number, turn.answered_utc
    exchanges = tuple(one for one in course.exchanges if one.number <= number and one.at_utc <= until)
    pauses = tuple(one for one in course.pauses if one.from_utc <= until)
    later = (*(one.ask for one in interview.turns), interview.ask or interview.unanswered)
    waiting = (ask for ask in later if ask is not None and ask.number > number and not ask.is_aside)
    shelved = next(waiting, course.shelved) if turn.ask.retry_of else None
    return replace(course, exchanges=exchanges, pauses=pauses, shelved=shelved)
