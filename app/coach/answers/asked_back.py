"""A message that may be an answer or a request: the candidate is asked which, and nothing is graded until they say.

Decides when that is asked: where the words leave it in doubt and what the message earns is against what it is heard
as. And what the next message makes of the one before: "yes", or the same words once more, is the answer; "no" is the
request; whatever else is a message of its own. So it is with the question whether the interview shall end. Which words
leave it in doubt is for app/hearing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.hearing.message import goes_on
from app.interview.course import Exchange
from app.interview.interview import Interview
from app.interview.requests.commands import IN_EXAM, Command
from app.interview.turn import Ask
from ingest.bank.questions import Question

ASKED_BACK = (
    "Is that your answer, or did you want {wish}? Say “yes” and it is graded as your answer, “no” and you get what you "
    "asked for; or put it in other words."
)
OR_TALK = (
    "Is that your answer? Say “yes” and it is graded as your answer, “no” and nothing is graded; or put it in other "
    "words."
)
OF_EXAM = "In an exam nothing is told before the end."
WISHES = {
    Command.HINT: "a hint",
    Command.CLARIFY: "to have something made clear",
    Command.REPEAT: "the question once more",
    Command.REPHRASE: "the question in other words",
    Command.SKIP: "to leave this question",
    Command.EXPLAIN: "something explained",
    Command.MODEL_ANSWER: "to see a good answer",
    Command.RETRY: "a second try",
    Command.PAUSE: "a break",
    Command.RESUME: "to go on",
    Command.APPEAL: "to contest a grade",
    Command.END: "to end here",
}
# A short word that says so, and what may stand beside it.
YES = frozenset(("y", "yes", "yep", "yeah", "yup", "sure", "correct", "right", "exactly"))
AN_ANSWER = YES | {"answer", "grade"}
NO = frozenset(("n", "no", "nope", "nah", "not", "isn't", "wasn't", "didn't", "request", "question", "asked"))
BESIDE = frozenset(
    (
        "oh",
        "ok",
        "okay",
        "sorry",
        "well",
        "please",
        "thanks",
        "it",
        "it's",
        "its",
        "that",
        "that's",
        "this",
        "is",
        "was",
        "an",
        "a",
        "my",
        "the",
        "i",
        "as",
        "for",
        "do",
        "now",
        "yet",
    )
)
# What denies beside these is any word in n't; and what may stand beside it, or a yes, where the end was asked about.
DENIES = frozenset(("no", "nope", "nah", "not", "never", "cannot", "dont"))
OF_END = frozenset(("end", "ended", "stop", "quit", "finish", "finished", "done", "interview", "here")) | {
    *("to", "want", "mean", "meant", "did", "am", "i'm", "let's")
}
# A message of fewer words that is not heard as a request is an answer.
FEWEST_WORDS = 2
# What nobody asks for before an answer was graded.
OF_A_GRADE = frozenset((Command.APPEAL, Command.RETRY))
# The command that a message may be, where an ask of a question is open; None where its words leave no doubt.
MayBe = Callable[[str, Question, Ask], Command | None]


def no_doubt(*_: object) -> None:
    """Asks back about no message."""


@dataclass(frozen=True)
class Doubt:
    """Finds the messages to ask back about. `earns`: whether a message alone says anything of what is asked."""

    may_be: MayBe
    earns: Callable[[Interview, Ask, str], bool]

    def about(self, interview: Interview, ask: Ask, message: str, wanted: Command | None) -> Command | None:
        """The command that the candidate is asked about; None for a message that is what it is heard as.

        A word or none is no request that was missed: "both" and an empty block of code are answers, and bad ones.

        What a message earns in an exam is nobody's to guess: there an answer is asked back about for its words alone.
        An appeal says again what an answer said, and earns what that did.
        """
        if wanted is None and len(_words(message)) < FEWEST_WORDS:
            return None
        is_exam = interview.course.is_exam
        # A skip cannot be taken back, so what earns anything is asked about however sure it was heard as one.
        is_final = wanted is Command.SKIP and bool(message.strip())
        may_be = wanted if is_final else self.may_be(message, interview.graded_against(ask), ask)
        if may_be is None or wanted is Command.APPEAL or (is_exam and wanted is not None):
            return None
        if wanted is None and may_be in OF_A_GRADE and not interview.turns:
            return None
        is_against = is_exam or self.earns(interview, ask, message) == (wanted is not None)
        return (wanted or may_be) if is_against else None


def asked(in_doubt: Command, *, is_exam: bool = False) -> str:
    """What is said to a message that may be that command; an exam promises nothing that it does not give."""
    if is_exam and in_doubt not in IN_EXAM:
        return f"{OR_TALK} {OF_EXAM}"
    return ASKED_BACK.format(wish=WISHES[in_doubt]) if in_doubt in WISHES else OR_TALK


def waiting(interview: Interview, number: int) -> Exchange | None:
    """The message to turn `number` that was asked back about, if no command was given since."""
    last = interview.course.last_of(number)
    return last if last is not None and last.in_doubt is not None else None


def as_meant(interview: Interview, key: str, message: str) -> str:
    """A message, or the one before it where it says that this was an answer; one that comes again by its key too."""
    taken = interview.turn_of_key(key)
    ask = interview.ask if taken is None else taken.ask
    before = None if ask is None else waiting(interview, ask.number)
    return before.said if before is not None and is_meant_as_answer(before, message) else message


def is_meant_as_answer(before: Exchange, message: str) -> bool:
    """Whether a message makes the one that was asked back about an answer."""
    words = _words(message)
    return words == _words(before.said) or _says(AN_ANSWER, message)


def is_meant_as_request(message: str) -> bool:
    """Whether a message makes the one that was asked back about a request."""
    return _says(NO, message, frozenset(("answer",)))


def meant_of_end(message: str) -> Command | None:
    """What a message makes of the question whether the interview shall end; None for one that speaks of neither."""
    if _says(YES, message, OF_END):
        return Command.END
    is_no = _says(NO | {"cancel"}, message) or _says(_denials(message), message, OF_END | YES)
    return Command.RESUME if is_no or goes_on(message) else None


def denies(message: str) -> bool:
    """Whether a message denies anything: it ends no interview, since an end cannot be taken back."""
    return bool(_denials(message))


def _denials(message: str) -> frozenset[str]:
    return frozenset(word for word in _words(message) if word in DENIES or word.endswith("n't"))


def _says(wanted: frozenset[str], message: str, beside: frozenset[str] = frozenset()) -> bool:
    """Whether a message says one of those words, and nothing else of weight."""
    words = {*_words(message)}
    return bool(wanted & words) and words <= wanted | BESIDE | beside


def _words(message: str) -> list[str]:
    return re.findall(r"[\w']+", message.lower().replace("\u2019", "'"))
