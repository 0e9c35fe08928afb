"""What a message of the candidate is: an answer, or one of the commands in plain words.

Decides by the shares that the classifier gives (classifier.py). An answer that is taken for a command is lost work, a
command that is graded is a bad joke; the first is worse, so a message is a command only where the classifier is sure.
What is longer than a command ever is, is an answer.
"""

import re
from functools import lru_cache
from typing import Protocol

from app.hearing.classifier import shipped_classifier
from app.interview.requests.commands import Command
from app.interview.requests.wishes import Wish

ANSWER = "answer"
MOST_WORDS = 60
# A skip that is said in full, and what ends an interview at once.
EXACT = {
    "skip": Command.SKIP,
    "hint": Command.HINT,
    "repeat": Command.REPEAT,
    "rephrase": Command.REPHRASE,
    "pause": Command.PAUSE,
    "resume": Command.RESUME,
    "continue": Command.RESUME,
    "go on": Command.RESUME,
    "let's go on": Command.RESUME,
    "end": Command.END,
    "stop": Command.END,
    "retry": Command.RETRY,
    "appeal": Command.APPEAL,
    "explain": Command.EXPLAIN,
}
# A strong answer by its name, and the polite words around it. A design's questions for facts are likest to it.
_ASK = r"(?:(?:can|could|may) (?:i|we|you) |please |i(?:'d like| want) to ){0,2}"
_SEE = r"(?:see|have|get|read|show me|give me|tell me)"
STRONG_ANSWER = re.compile(
    rf"(?:(?:what(?:'s| is| would be)|{_ASK}{_SEE}) )?"
    r"(?:the |a |an |your )?(?:model|good|strong|sample|example|ideal|perfect|full|reference) (?:answer|solution)"
    r"(?: (?:here|now|please|to (?:this|that|it)(?: question| one)?))*",
)
# The share of answer up to which a message is a command; above the second and up to the third it may be either. Chosen
# on the messages that are to be looked at (eval/cases/messages).
SURE, NO_DOUBT, DOUBT = 0.1, 0.01, 0.85
# In a design all that is nothing but questions is heard as asking for facts, unless that is hardly likely beside
# another command; chosen on the facts of the bank and on eval/cases/clarifying/opened.jsonl, of which none is lost.
HARDLY_BESIDE = 0.01


class Shares(Protocol):
    """Tells how likely each label is of a message to a question."""

    def shares(self, message: str, question: str) -> dict[str, float]:
        """By label, 0..1, together 1."""
        ...


class Recogniser:
    """Tells commands from answers by the shares of a classifier."""

    def __init__(self, classifier: Shares) -> None:
        """Take what tells the shares."""
        self._classifier = classifier

    def command(self, message: str, question: str = "") -> Command | None:
        """The command that a message to `question` is; None for an answer."""
        if not message.strip() or len(message.split()) > MOST_WORDS:
            return None
        if (exact := _exact(message)) is not None:
            return exact
        likeliest, share = self._told(message, question)
        return likeliest if share <= SURE else None

    def doubted(self, message: str, question: str = "") -> Command | None:
        """The likeliest command of a message that may be one or an answer; None where there is no doubt."""
        if not message.strip() or len(message.split()) > MOST_WORDS or _exact(message) is not None:
            return None
        likeliest, share = self._told(message, question)
        return likeliest if NO_DOUBT < share <= DOUBT else None

    def rather(self, message: str, question: str, *, than: Command) -> Command | None:
        """The command that a message is by its words or likeliest, `than` hardly likely beside it; None elsewhere."""
        if (exact := _exact(message)) is not None:
            return exact
        shares = self._classifier.shares(message, question)
        likeliest = max((label for label in shares if label != than.value), key=lambda label: shares[label])
        beside = shares[likeliest] + shares[than.value]
        return None if likeliest == ANSWER or shares[than.value] > HARDLY_BESIDE * beside else _command_of(likeliest)

    def wish(self, message: str, question: str = "") -> Wish | None:
        """What a message that is no answer wishes, where no command fulfils it; None elsewhere."""
        shares = self._classifier.shares(message, question)
        del shares[ANSWER]
        likeliest = max(shares, key=lambda label: shares[label])
        return Wish(likeliest) if likeliest in set(Wish) else None

    def _told(self, message: str, question: str) -> tuple[Command, float]:
        """The likeliest command that a message could be, and the share of answer."""
        shares = self._classifier.shares(message, question)
        of_answer = shares.pop(ANSWER)
        likeliest = max(shares, key=lambda label: shares[label])
        # A hint costs points, so it has to be likelier than all else that may be asked for.
        if likeliest == Command.HINT and shares[likeliest] < sum(shares.values()) / 2:
            del shares[likeliest]
            likeliest = max(shares, key=lambda label: shares[label])
        return _command_of(likeliest), of_answer


def _command_of(label: str) -> Command:
    """The command of a label; a wish that none fulfils is talk, to which the coach says what is possible."""
    return Command.TALK if label in set(Wish) else Command(label)


@lru_cache(maxsize=1)
def shipped() -> Recogniser:
    """The one with the classifier that ships."""
    return Recogniser(shipped_classifier())


def _exact(message: str) -> Command | None:
    plain = " ".join(message.lower().replace("\u2019", "'").split()).strip(" .!?:")
    return Command.MODEL_ANSWER if STRONG_ANSWER.fullmatch(plain) else EXACT.get(plain)
