"""Whether a design answer settles what is unclear before it designs: it asks, or it states what it takes as given.

Decides it by cue and by place, from the words alone. Any early "?" used to count, also a rhetorical one, and
"assum..." in whatever sense; an assumption about scale or a requirement that was stated did not, so that 17 of the
bank's 23 strong answers were told to ask. Now it is the 10 that begin with the design.
"""

import re

from ingest.language.sentences import ANY_END

# The share of the answer, and the least number of characters, within which it still comes before the design.
ASKED_BEFORE, ASKED_CHARS = 0.4, 200
# What is taken as given opens the answer; later a number is part of the design.
STATED_BEFORE, STATED_CHARS = 0.25, 160
# A number of so many digits is one of scale ("5,000 tenants"); a smaller one is a choice ("top 10"), or a rate.
LARGE_DIGITS = 4


def _cue(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(ways), re.IGNORECASE)


# A question that could be put to an interviewer, about what is given, and not one that the answer goes on to answer.
# All runs are bounded: an answer of 20,000 dashes must not take seconds.
_START = r"^(?:\W{0,3}[\w'\u2019-]{1,30},? ){0,3}?\W{0,3}"
_QUESTION = _cue(
    rf"{_START}(?:how (?:many|much|often|fast|large|big|long|fresh|bad|skewed)|who|for whom|which|what)\b",
    rf"{_START}(?:is|are|was) there\b",
    rf"{_START}(?:do|does|can|may|must|should) (?:users?|customers?|every\w*|all|the|we (?:have|need|know|support))\b",
)
_RHETORICAL = _cue(
    r"^\W{0,3}(?:so |and |but |then |now )?(?:why|how (?:do|would|can|does|should)|who (?:cares|needs|knows)"
    r"|what (?:do|would|should|can|happens|if|about|is an?|does))\b"
)
_ASKS = _cue(
    r"\bi(?:['\u2019]d| would|['\u2019]ll| will| want to| need to)?(?: first| then| start by| begin by| like to| also)*"
    r" (?:ask(?:ing)?|clarify(?:ing)?|find out|check with)\b",
    r"\b(?:let me|we|to) (?:first )?(?:ask|clarify)\b",
    r"\bclarifying\b",
    r"\b(?:first|before)\b[\w ,'\u2019]{0,40}\b(?:clarify|ask)\b",
    r"(?:^|[.:;\n] ?)\W{0,3}(?:clarify|questions?)\b\s*(?:first|[.:,])",
)
_TAKES = _cue(
    r"\b(?:i|we|let us|let['\u2019]s|i['\u2019]ll|i['\u2019]d)(?: would| will)?(?: first)? (?:assume|suppose)\b",
    r"\b(?:assuming|suppose) (?:it is|it['\u2019]s|that|there|we have|around|about|roughly|some|the|\d)",
    r"\bsay (?:it is|it['\u2019]s|there are|we have)\b",
    r"\b(?:my|one|an?|the|these|some|key|main) assumptions?\b",
    r"\bassumptions?(?: first|:)",
    r"\b(?:requirements?|constraints?|scope)(?: first\b| (?:is|are|here|come)\b|:|,)",
    r"\bmain requirement\b",
    r"(?:^|[.;\n] ?)(?:first,? )?(?:the )?(?:scale|requirements?|constraints?|goal|scope|load)(?: first)?[.:,]",
    r"\b(?:the|our) (?:goal|worst (?:error|case)|business goal|success metric) is\b",
)
_OF_WHAT = (
    r"(?:users?|people|customers?|employees|requests?|queries|questions?|documents?|items?|products?|posts?|payments?"
    r"|loads?|chunks?|tokens?|calls?|vectors?|lines?|tenants?|scores?|mails|images|messages|events)"
)
_RATED = r"(?:(?:a|an|per) (?:day|second|minute|hour|month)|/s|qps|rps)"
_NUMBER = re.compile(
    r"(?<![\w.,])(\d[\d.,]*\d|\d)( ?(?:k|m|million|billion|thousand)\b)?"
    rf"(?= ?(?:[\w-]+ ){{0,2}}?(?:{_OF_WHAT}|{_RATED})\b)",
    re.IGNORECASE,
)
_RATE = re.compile(rf"\s*(?:[\w-]+ ){{0,3}}?{_RATED}\b", re.IGNORECASE)


def clarifies(asked: str, answer: str) -> bool:
    """Whether `answer` asks what is unclear in the question `asked`, or states its assumptions, before it designs."""
    early = answer[: max(ASKED_CHARS, round(ASKED_BEFORE * len(answer)))]
    opening = answer[: max(STATED_CHARS, round(STATED_BEFORE * len(answer)))]
    if _ASKS.search(early) or _TAKES.search(early) or _states_scale(asked, opening):
        return True
    said = re.findall(r"[^.?!:\n]+[.?!:\n]?", _whole(answer, len(early)))
    return any(one.endswith("?") and bool(_QUESTION.search(one)) and not _RHETORICAL.search(one) for one in said)


def _whole(answer: str, end: int) -> str:
    """The answer up to the end of the sentence that `end` stands in: a question is one by its mark."""
    stop = ANY_END.search(answer, end)
    return answer[: stop.end() if stop else None]


def _states_scale(asked: str, opening: str) -> bool:
    """True if it opens with a number of users, documents, requests a day that the question does not give."""
    given = set(re.findall(r"\d[\d.,]*\d|\d", asked))
    for one in _NUMBER.finditer(opening):
        digits = one.group(1)
        is_large = one.group(2) is not None or len(re.sub(r"\..*|\D", "", digits)) >= LARGE_DIGITS
        if digits not in given and (is_large or _RATE.match(opening, one.end())):
            return True
    return False
