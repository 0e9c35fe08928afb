"""Whether a candidate says that they have said all: of a design at the end of a message, of a question alone. Pure.

Decides by form. What follows is for others: a design is probed then, another question is gone on from.
"""

import re

from ingest.language.sentences import sentences

_LEAD_IN = r"(?:(?:ok|okay|so|and|well|i think|yes|no|sorry)\W+){0,3}"
_ALL = (
    r"that(?:['\u2019]s| is| was| would be) (?:really |about )?"
    r"(?:all|it|my (?:design|answer)|the (?:whole )?design|everything)"
)
_I_SAY = r"(?:i (?:have|know|can (?:say|think of|remember|add)|would say|wanted to say)|from me|so far|for now)"
_OF_IT = r"(?:(?: (?:to say|to add))?(?: (?:on|about|to|for|of) (?:this|that|it)(?: (?:one|question|point))?)?)"
_SO_FAR = rf"(?: {_I_SAY})?{_OF_IT}"
_FINISHED = r"i(?:['\u2019]m| am) (?:done|finished)(?: with (?:my|the) design)?"
_COMPLETE = (
    r"(?:my|the) design is (?:done|complete|finished)"
    rf"|(?:i have |i(?:['\u2019]ve) got )?nothing (?:more|else)?\s?to add{_OF_IT}"
)
# The last sentence of a message that says so.
DONE = re.compile(rf"\W*{_LEAD_IN}(?:{_ALL}{_SO_FAR}|{_FINISHED}|{_COMPLETE})\W*$", re.IGNORECASE)
ALL_SAID = re.compile(rf"\W*{_LEAD_IN}(?:{_ALL}{_SO_FAR}|{_COMPLETE})\W*", re.IGNORECASE)


def is_done(message: str) -> bool:
    """Whether a message says at its end that the design is complete."""
    spans = sentences(message)
    if not spans:
        return False
    last = message[slice(*spans[-1])]
    return DONE.match(last) is not None or DONE.match(last.rpartition(",")[2]) is not None


def is_all_said(message: str) -> bool:
    """Whether a message says nothing else than that there is no more to say."""
    return ALL_SAID.fullmatch(message.strip()) is not None
