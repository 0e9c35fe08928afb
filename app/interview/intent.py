"""What a message of the candidate asks for: to be graded as an answer, or to hear the question again. Pure.

Decides which words only ask the interviewer to repeat or explain the question ("Could you repeat that, please?"). They
use up no turn, as in a real interview. A question about a fact ("which latency is needed?") is an answer.
"""

import re
from enum import StrEnum

from ingest.errors import BadRequest

MOST_WORDS = 20
_COURTESY = r"(?:(?:sorry|pardon(?: me)?|excuse me|hm+|uh+m?|oh|okay|ok|well|hi|hello|please|thanks|thank you)\W+)*"
_YOU = r"(?:(?:can|could|would|will) you (?:please |maybe |perhaps )?)?"
_SAY = (
    r"(?:repeat|rephrase|restate|reword|reformulate|clarify|explain|read|say)(?: me)?"
    r" (?:the|that|this|your|it|your last)\s?(?:question|part|one|again)?(?: to me)?(?: again| once more| differently"
    r"| in other words| one more time)?"
)
_LOST = (
    r"(?:what do you mean(?: by (?:that|this|it|the question))?|come again|say again"
    r"|(?:what was|what is|what's) the question(?: again)?"
    r"|i (?:do ?n[o']?t|did ?n[o']?t|don't quite|didn't quite) (?:quite |really )?(?:understand|get|hear|catch|follow)"
    r" (?:the|your|that|this|you|it)\s?(?:question)?)"
)
ASKS_BACK = re.compile(
    rf"\W*{_COURTESY}(?:{_YOU}{_SAY}|{_LOST})(?:[\s,]+please)?\W*(?:{_YOU}{_SAY}(?:[\s,]+please)?\W*)?"
    r"(?:(?:thanks|thank you)\W*)?",
    re.IGNORECASE,
)
# To clarify the question is a good first step of a design: without one of these words, "clarify the question" may be
# such an answer.
POLITE = re.compile(
    r"\?|\b(?:you|please|sorry|pardon|excuse|thanks?|mean|was|is|what's|i|come|say again)\b", re.IGNORECASE
)


class Intent(StrEnum):
    """What a message is."""

    ANSWER = "answer"
    ASKS_BACK = "asks back"


class AsksBack(BadRequest):
    """The words ask to hear the question again; the turn stays open."""

    code = "asks_back"

    def __init__(self) -> None:
        """Say where the question stands, and how to go on."""
        super().__init__(
            "This asks for the question again: it stands above, and no turn is taken. Say how you understand it and "
            "answer that; an interviewer would take it so too."
        )


def intent_of(message: str) -> Intent:
    """What a message asks for; whatever is nothing else is an answer."""
    plain = " ".join(message.replace("\u2019", "'").split())
    asks_back = len(plain.split()) <= MOST_WORDS and ASKS_BACK.fullmatch(plain) and POLITE.search(plain)
    return Intent.ASKS_BACK if asks_back else Intent.ANSWER
