"""Interviews held through a conversation that another program keeps: it sends all that was said, again and again.

Decides what a message is: the answer to what is asked now; the same message once more, which gets the turn that is
stored; or another answer to a turn that was taken, which goes on in a copy of the interview from there. So an edited
history loses nothing, and nothing is graded twice.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.coach.interviews import Interviews, TurnResult
from app.interview.intent import refuse_what_is_no_answer
from app.interview.interview import Interview
from app.interview.turn import Turn
from ingest.errors import Conflict

OWNER = "local"


@dataclass(frozen=True)
class Conversations:
    """Finds the interview of a conversation, and takes its messages."""

    interviews: Interviews

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
        kept = store.claim(OWNER, _key("chat", chat), started.id)
        store.claim(OWNER, _key("first", chat, _words(message)), kept)
        return started if kept == started.id else self.interviews.get(kept)

    def is_over(self, identifier: str, number: int) -> bool:
        """Whether nothing is asked any more after what came before turn `number`.

        Raises:
            NotFound: there is no such interview.
        """
        interview = self.interviews.get(identifier)
        return interview.ask is None and taken(interview, number) is None

    def asked(self, identifier: str, number: int) -> Interview:
        """The interview when turn `number` was asked, or as it is now where that one is not answered.

        Raises:
            NotFound: there is no such interview.
        """
        return as_of(self.interviews.get(identifier), number)

    def answer(self, identifier: str, number: int, answer: str) -> TurnResult:
        """Take an answer to turn `number`: a new one is graded, one that came before gets its turn as it was told.

        Raises:
            NotFound: there is no such interview.
            Conflict: it has ended, or the turn is not asked yet.
            NotAnAnswer: the words ask for something or are other talk; no turn is used up.
        """
        interview = self.interviews.get(identifier)
        if taken(interview, number) is None:
            try:
                return self.interviews.answer(identifier, answer, number, _key("answer", str(number), answer))
            except Conflict:
                # The turn may have been taken while this one was being graded.
                interview = self.interviews.get(identifier)
                if taken(interview, number) is None:
                    raise
        told = _told(interview, number, answer)
        if told is not None:
            return told
        copy = self._copy(interview, number, answer)
        return _told(copy, number, answer) or self.interviews.answer(
            copy.id, answer, number, _key("answer", str(number), answer)
        )

    def _copy(self, interview: Interview, number: int, answer: str) -> Interview:
        """The interview as it was when turn `number` was asked, under an id of its own: one for each other answer."""
        turn = taken(interview, number)
        if turn is not None:
            # What asks for the question again needs no copy.
            refuse_what_is_no_answer(answer, interview.graded_against(turn.ask))
        key = _key("copy", interview.id, str(number), _words(answer))
        found = self._found(key)
        if found is not None:
            return found
        copy = replace(as_of(interview, number), id=secrets.token_urlsafe(12))
        try:
            self.interviews.store.add_kept(OWNER, copy, key)
        except Conflict:
            found = self._found(key)
            if found is None:
                raise
            return found
        return copy

    def _found(self, key: str) -> Interview | None:
        identifier = self.interviews.store.conversations.find(OWNER, key)
        return None if identifier is None else self.interviews.get(identifier)


def _told(interview: Interview, number: int, answer: str) -> TurnResult | None:
    """The turn of that number as it was told, if this answer was given to it."""
    turn = taken(interview, number)
    if turn is None or _words(turn.answer) != _words(answer):
        return None
    return TurnResult(turn, as_of(interview, number + 1), is_repeat=True)


def _words(answer: str) -> str:
    # Programs trim what they send again.
    return " ".join(answer.split())


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def taken(interview: Interview, number: int) -> Turn | None:
    """The turn of that number; None where it is not answered yet."""
    return next((turn for turn in interview.turns if turn.ask.number == number), None)


def as_of(interview: Interview, number: int) -> Interview:
    """The interview when turn `number` was asked; as it is now where that one is not answered."""
    turn = taken(interview, number)
    if turn is None:
        return interview
    before = tuple(one for one in interview.turns if one.ask.number < number)
    return replace(interview, turns=before, ask=turn.ask, ended_utc=None, unanswered=None)
