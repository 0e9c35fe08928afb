"""Who asks how much time is left, and what they are told: the clock of an exam, or how long a good answer takes. Pure.

Decides by form, and only of a short message: a design may ask how long its users wait.
"""

import re
from datetime import datetime

from app.interview.clock import round_ends, seconds_for
from app.interview.interview import Interview

MOST_WORDS = 20
_HAVE = (
    r"(?:do (?:i|we) (?:still )?(?:have|get)\b(?! to\b)|have (?:i|we) (?:still )?got\b"
    r"|(?:is|are)(?: there)?(?: still)? left\b|(?:can|may|should) (?:i|we) (?:take|talk)\b)"
)
ASKS = re.compile(
    rf"\bhow (?:much (?:more )?time|many (?:more )?minutes|(?:much )?long(?:er)?) {_HAVE}"
    r"|\bis there (?:still |any |much )*time left\b|\bhow (?:am|are) (?:i|we) (?:doing )?(?:on|for) time\b",
    re.IGNORECASE,
)
NO_CLOCK = "Practice has no clock; a good answer to this takes about {minutes}."
OF_ANSWER = "For this answer {left}."
OF_ROUND = "Of the round {left}."
NONE_LEFT = "no time is left; say what matters most"


def asks_for_time(message: str) -> bool:
    """Whether a message asks how much time is left."""
    return len(message.split()) <= MOST_WORDS and ASKS.search(message.replace("\u2019", "'")) is not None


def time_left(interview: Interview, now: datetime) -> str:
    """What is said of the time that is left for what is asked now; of a practice how long an answer takes."""
    ask = interview.ask
    if ask is None:
        return ""
    allowed = seconds_for(interview, ask)
    if allowed is None:
        return NO_CLOCK.format(minutes=_minutes(interview.minutes(ask)))
    begun = ask.asked_utc or now
    told = [OF_ANSWER.format(left=_left(allowed - (now - begun).total_seconds()))]
    ends = round_ends(interview, ask.question_id)
    if ends is not None:
        told.append(OF_ROUND.format(left=_left((ends - now).total_seconds())))
    return " ".join(told)


def _left(seconds: float) -> str:
    """How much is left, in words."""
    if seconds <= 0:
        return NONE_LEFT
    if seconds < 60:
        return "less than a minute is left"
    minutes = int(seconds // 60)
    return f"{_minutes(minutes)} {'is' if minutes == 1 else 'are'} left"


def _minutes(count: int) -> str:
    return f"{count} minute{'' if count == 1 else 's'}"
