"""Whether a message only wants to go back: to a question before, or to what is asked now.

Decides by form, since the classifier hears who goes back as who goes away. What either means as the interview stands is
for app/coach.
"""

import re

from app.interview.requests.commands import Command

_BEFORE_IT = r"(?:ok|okay|so|and|but|no|well|wait|sorry|hm+|actually|never ?mind)"
_ASKS = r"(?:(?:can|could|may|shall) (?:we|i|you) |let'?s |please |just |i(?:'d like| want| would like) to )"
_GOES = r"(?:(?P<back>(?:go|get|come|jump|take me|bring me) back)|back|return|continue|(?:go|carry) on)"
_WHICH = r"(?:(?P<earlier>previous|last|earlier|first)|current|open|other)"
_PLACE = r"(?P<before> before)?(?: (?:number |no\.? ?)?(?P<number>\d{1,2}|one|two|three|four|five))?"
_TO = rf"(?: to| with)?(?: the| my| our| that)?(?: {_WHICH})? (?:questions?|interview|one|round){_PLACE}"
_WHERE = r"(?: to)? where (?:we|i) (?:were|was|left off|stopped)"
GOES_BACK = re.compile(
    rf"\W*(?:{_BEFORE_IT}\W+)*{_ASKS}*{_GOES}(?P<where>{_TO}|{_WHERE})?(?:\W+(?:please|now|again|instead|then))*\W*",
    re.IGNORECASE,
)


def goes_back(message: str) -> Command | None:
    """The command of a message that only wants to go back: a second try, or the question once more; else None."""
    found = GOES_BACK.fullmatch(message.replace("\u2019", "'"))
    if found is None or not (found["where"] or found["back"]):
        return None
    is_earlier = not found["where"] or found["earlier"] or found["before"] or found["number"]
    return Command.RETRY if is_earlier else Command.REPEAT
