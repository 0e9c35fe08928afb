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
    DEFINITION = "definition"
    OTHER = "other"


@dataclass(frozen=True)
class Wording:
    """`asked`: as typed. `search`: what is searched for and answered. `own`: its words without those of the history.

    `is_follow_up`: whether `search` holds words of the question before it. `mended`: `search` without its slips.
    `part`: the one of its questions that was searched for, where it has several and the whole finds less.
    """

    asked: str
    search: str
    own: str
    kind: Kind
    is_follow_up: bool = False
    mended: str = ""
    part: str = ""

    @property
    def meant(self) -> str:
        """What is searched for, its slips mended where that is known."""
        return self.mended or self.search

    @property
    def is_changed(self) -> bool:
        """Whether something else is searched for than was typed."""
        return self.search != self.asked


_SPACE = re.compile(r"\s+")
# The beginning of a question that goes on from the one before.
_GOES_ON = re.compile(
    r"^(?:(?:and|ok(?:ay)?|so|but|then|also|well|what about|how about|did (?:that|it)|done|now)\b[\s,.:;!?]*)+",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|there|he|she|the former|the latter|instead)\b", re.IGNORECASE
)
_HALF = re.compile(
    r"^(?:for|with|without|in|on|at|to|from|if|when|why|how|where|by|under|after|before)\b", re.IGNORECASE
)
FEWEST_STEMS = 2
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
    earlier = next((told for told in map(unframed, reversed(before[-MOST_BEFORE:])) if content_stems(told)), "")
    own = core if not before else _GOES_ON.sub("", core).strip() or core
    kind = _kind(core or plain)
    if earlier and _needs(core, own):
        if not content_stems(own):
            # "Why?" and "explain it like I'm five" ask the same once more.
            own_words = "why " if kind is Kind.WHY and "why" not in earlier.lower() else ""
            return Wording(
                asked, f"{own_words}{earlier}"[:MOST_CHARS], own, _kind(f"{own_words}{earlier}"), is_follow_up=True
            )
        return Wording(asked, f"{_subject(earlier)}: {own}"[:MOST_CHARS], own, kind, is_follow_up=True)
    return Wording(asked, own or plain, own or plain, kind)


def _needs(core: str, own: str) -> bool:
    """Whether a question is not understood without the one before it."""
    stems = content_stems(own)
    if not stems:
        return True
    goes_on = own != core
    if _POINTS_BACK.search(own) or (goes_on and _HALF.match(own)):
        return True
    return goes_on and len(stems) < FEWEST_STEMS and " " not in own.strip("?!. ")


def _subject(question: str) -> str:
    """What a question is about, without the words that ask."""
    found = re.sub(
        r"^(?:what (?:is|are|does|do)|how (?:do|does|can|should|would)(?: i| you| we)?|why (?:do|does|is|are)"
        r"|explain|define|tell me about|describe)\s+", "", question.strip(" ?!."), flags=re.IGNORECASE,
    )  # fmt: skip
    return found or question


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
