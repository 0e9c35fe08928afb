"""A question, after those before it -> what is searched for, and which shape of answer it asks for. Pure.

Decides how a follow-up is made to stand alone with the words of the question before it, and what kind of answer is
wanted. Which words only frame a question is for framing.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.answering.framing import unframed
from ingest.language.content_words import content_stems

MOST_BEFORE = 6
MOST_CHARS = 2000


class Kind(StrEnum):
    """What an answer has to begin with."""

    COMPARISON = "comparison"
    NUMBER = "number"
    WHY = "why"
    WHEN = "when"
    OTHER = "other"


@dataclass(frozen=True)
class Wording:
    """`asked`: as typed. `search`: what is searched for and answered. `own`: its words without those of the history.

    `is_follow_up`: whether `search` holds words of the questions before it; `others` are the same with the words of
    fewer. `mended`: `search` without its slips. `part`: the one of its questions that was searched for, where it
    has several and the whole finds less. `told`: the questions whose prepared answers were told before it.
    """

    asked: str
    search: str
    own: str
    kind: Kind
    is_follow_up: bool = False
    mended: str = ""
    part: str = ""
    others: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def meant(self) -> str:
        """What is searched for, its slips mended where that is known."""
        return self.mended or self.search

    @property
    def points_back(self) -> bool:
        """Whether a word of it stands for something that was named before."""
        return _POINTS_BACK.search(self.own) is not None


_SPACE = re.compile(r"\s+")
# What asks on, whatever it is about; the words that only ask anyhow are no content.
_ASKS_MORE = content_stems("give show another go continue elaborate detail deeper concrete real numerical")
# The beginning of a question that goes on from the one before.
_GOES_ON = re.compile(
    r"^(?:(?:and|ok(?:ay)?|so|but|then|also|well|what about|how about|did (?:that|it)|done|now)\b[\s,.:;!?]*)+",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|there|he|she|the former|the latter|instead)\b", re.IGNORECASE
)
_COMPARES = re.compile(r"\b(?:vs\.?|versus|differences?|compared?|same as|or|better than|instead of)\b", re.IGNORECASE)
_KINDS = (
    (
        Kind.NUMBER,
        re.compile(
            r"\bhow (?:many|much|long|big|large|often|far|high|low)\b|\bwhat (?:loss|size|number|share|percentage)\b",
            re.IGNORECASE,
        ),
    ),
    (Kind.WHY, re.compile(r"\bwhy\b|\bhow come\b|\breasons? (?:for|why)\b", re.IGNORECASE)),
    (Kind.WHEN, re.compile(r"\bwhen (?:do|does|should|would|is|are|to|can|will|not)\b", re.IGNORECASE)),
)


def read(asked: str, before: Sequence[str] = ()) -> Wording:
    """How a question is worded; `before` are the questions of the same conversation, the earliest first."""
    plain = _SPACE.sub(" ", asked).strip()
    core = unframed(plain)
    told = [one for one in map(unframed, before[-MOST_BEFORE:]) if names_subject(one)]
    own = core if not before else _GOES_ON.sub("", core).strip() or core
    if not told:
        return Wording(asked, own or plain, own or plain, _kind(core or plain))
    if own:
        last, opening = _subject(_GOES_ON.sub("", told[-1]).strip() or told[-1]), _subject(told[0])
        # "Why not shuffle?" after "and for time series?" is about both.
        subjects = (opening,) if len(told) == 1 else (f"{last} {opening}", opening)
        searches, kind = _after(own, *subjects), _kind(core)
    else:
        # "Explain it like I'm five" asks the same once more.
        searches, kind = (told[-1], *_after(told[-1], *([_subject(told[0])] if len(told) > 1 else []))), _kind(told[-1])
    return Wording(asked, searches[0], own, kind, is_follow_up=True, others=searches[1:])


def names_subject(question: str) -> bool:
    """Whether a question says what it is about: "can you give an example?" does not."""
    return bool(content_stems(question) - _ASKS_MORE)


def _after(question: str, *subjects: str) -> tuple[str, ...]:
    """A question with each of these subjects, as it would be typed where it stands alone."""
    return tuple(f"{question.rstrip('?!. ')} {subject}"[:MOST_CHARS] for subject in dict.fromkeys(subjects))


_ASKS = re.compile(
    r"^(?:(?:can|could) you )?(?:what(?: is| are| does| do)"
    r"|how (?:do|does|can|should|would|is|are|to)(?: i| you| we| one)?"
    r"|why (?:do|does|is|are)(?: we| i| you)?|explain|define|tell me about|describe|design)\s+(?:an? |the )?",
    re.IGNORECASE,
)
_ASKS_ON = re.compile(r"[,;?]| - | and (?=(?:what|why|how|when|where)\b)")
_DOES = re.compile(r"\s+(?:works?|means?|do|does|exactly|please|explain(?:ed)?)\b.*$", re.IGNORECASE)


def _subject(question: str) -> str:
    """What a question is about, without the words that ask: "HNSW" of "How does HNSW work?"."""
    first = _ASKS_ON.split(_ASKS.sub("", question.strip(" ?!.")), maxsplit=1)[0]
    return _DOES.sub("", first).strip() or question


def _kind(question: str) -> Kind:
    if _COMPARES.search(question) and len(question.split()) <= 16:
        return Kind.COMPARISON
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), Kind.OTHER)


# More than these have no room in an answer.
MOST_PARTS = 4
_SECOND = re.compile(
    r"[,;]? (?:and|&|or|but) "
    r"(?=(?:so )?(?:why|how|what|when|where|which|who|does|do|did|is|are|can|could|should|will)\b)"
    r"|\? (?=\w)",
    re.IGNORECASE,
)


def parts(question: str) -> tuple[str, ...]:
    """The questions that a question is made of; none where it is only one, or more than MOST_PARTS."""
    found = tuple(part.strip(" ,;") for part in _SECOND.split(question) if part.strip(" ,;"))
    return found if 1 < len(found) <= MOST_PARTS and content_stems(found[0]) else ()


def beside(first: str, part: str) -> str:
    """A later part of a question after what the first is about: "a p value: why is it bad to check it every day"."""
    return f"{_subject(first)}: {part}"


_SIDES = re.compile(r"\b(?:vs\.?|versus|or|than|same as|instead of|and)\b", re.IGNORECASE)


def sides(question: str) -> tuple[frozenset[str], ...]:
    """The stems that tell the two sides of a comparison apart; none where it has not two."""
    parts = [content_stems(part) for part in _SIDES.split(question, maxsplit=1)]
    if len(parts) != 2:
        return ()
    first, second = parts[0] - parts[1], parts[1] - parts[0]
    return (first, second) if first and second else ()
