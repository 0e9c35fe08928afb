"""What a candidate says of a project -> what the documents say of the same thing. Pure.

Decides when two values are of the same thing (measure, baseline or not, which data) and what is told of them: that they
agree, or politely which line says otherwise. That the documents are silent is told of nothing but a technology, and
only where they name another of its kind.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.projects.claims import Claim, Value, values_in
from app.projects.reviewer import Source, place, source_of
from app.projects.vocabulary import COUNTED, KIND_OF, PEOPLE, RATIOS, SPELT, TECHNOLOGY
from ingest.language.numbers import is_same
from ingest.language.sentences import sentences

MOST_REMARKS = 12
DIGITS_BEHIND = re.compile(r"\.(\d+)")
ALONE = re.compile(r"\b(?:alone|by myself|on my own|single-?handed(?:ly)?|all of it myself)\b", re.IGNORECASE)
USED = re.compile(
    r"\b(?:use|used|using|with|chose|choose|picked|in|on|built on|based on|stored in)\s+(?:a |an |the )?$", re.I
)
# A technology that is denied or compared is not claimed.
NOT_USED = re.compile(
    r"\b(?:not|never|instead of|rather than|no|than|versus|vs\.?|over|didn't|considered)\s+(?:\w+\s+){0,2}$", re.I
)


class RemarkKind(StrEnum):
    """What a remark tells."""

    DIFFERS = "differs"
    AGREES = "agrees"
    NOT_NAMED = "not named"
    DONE = "done"


@dataclass(frozen=True)
class Remark:
    """What the documents say of something that was said: `said` are the candidate's words, `source` the line."""

    kind: RemarkKind
    text: str
    said: str
    source: Source


def check(answer: str, claims: Sequence[Claim]) -> tuple[Remark, ...]:
    """Hold an answer against the claims of the documents; differences first."""
    found: list[Remark] = []
    for start, end in sentences(answer):
        said = answer[start:end]
        found += _values(said, claims)
        found += _technologies(said, claims)
        found += _alone(said, claims)
    order = list(RemarkKind)
    unique = {(remark.kind, remark.text): remark for remark in found}
    return tuple(sorted(unique.values(), key=lambda remark: order.index(remark.kind)))[:MOST_REMARKS]


def _values(said: str, claims: Sequence[Claim]) -> Iterator[Remark]:
    for value in values_in(said):
        written = [(claim, theirs) for claim in claims for theirs in claim.values if theirs.name == value.name]
        alike = [pair for pair in written if _is_comparable(value, pair[1])]
        if not alike:
            continue
        same = [pair for pair in alike if _is_same(value, pair[1])]
        # Elsewhere in the documents the value stands for something else: then the words were only looser than theirs.
        claim, theirs = (same or alike)[0]
        if same:
            told = f"You said {_told(value)}; {place(claim)}, says the same."
            yield Remark(RemarkKind.AGREES, told, said, source_of(claim))
        else:
            told = f"You said {_told(value)}; {place(claim)}, says {_written(theirs)}. Which one is right?"
            yield Remark(RemarkKind.DIFFERS, told, said, source_of(claim))


def _is_comparable(said: Value, written: Value) -> bool:
    """Whether two values are of one thing: neither is of a baseline unless both are, nor of other data."""
    if said.is_baseline != written.is_baseline:
        return False
    return not (said.splits and written.splits) or bool(said.splits & written.splits)


def _is_same(said: Value, written: Value) -> bool:
    if said.name not in RATIOS:
        return is_same(said.number, written.number)
    (a, places), (b, others) = _as_share(said), _as_share(written)
    # 0.9 is 0.87 told coarsely; 0.80 is not 0.78.
    coarser = min(places, others)
    return math.isclose(_rounded(a, coarser), _rounded(b, coarser), abs_tol=1e-9)


def _as_share(value: Value) -> tuple[float, int]:
    """A share and to how many places it is told; "91" and "91 %" are 0.91."""
    behind = DIGITS_BEHIND.search(value.written)
    places = len(behind[1]) if behind else 0
    is_hundredth = value.number.value != value.number.bare or value.number.bare > 1
    return (value.number.bare / 100, places + 2) if is_hundredth else (value.number.bare, max(places, 1))


def _rounded(share: float, places: int) -> float:
    """Rounded half up: 0.865 is 0.87."""
    scale = 10.0**places
    return math.floor(share * scale + 0.5 + 1e-9) / scale


def _told(value: Value) -> str:
    if value.name in COUNTED:
        return f"{value.written} {value.name if value.written == '1' or value.name == 'people' else value.name + 's'}"
    return f"{value.written} for {'the baseline’s ' if value.is_baseline else ''}{value.name}"


def _written(value: Value) -> str:
    return f"{value.written} for {value.subject}" if value.subject else value.written


def _technologies(said: str, claims: Sequence[Claim]) -> Iterator[Remark]:
    named = {name: claim for claim in reversed(claims) for name in claim.technologies}
    for match in TECHNOLOGY.finditer(said):
        name = SPELT[match.group().lower()]
        before = said[: match.start()]
        if name in named or not USED.search(before) or NOT_USED.search(before):
            continue
        kind = KIND_OF.get(name.lower(), "")
        others = [(other, claim) for other, claim in named.items() if KIND_OF.get(other.lower()) == kind]
        if others and not any(other in said for other, _ in others):
            other, claim = others[0]
            told = f"You named {name}; the documents do not, and {place(claim)}, names {other}. What was each used for?"
            yield Remark(RemarkKind.NOT_NAMED, told, said, source_of(claim))


def _alone(said: str, claims: Iterable[Claim]) -> Iterator[Remark]:
    if not ALONE.search(said):
        return
    for claim in claims:
        team = [value for value in claim.values if value.name in PEOPLE and value.number.bare > 1]
        if team or claim.made_by in ("we", "our team", "my team"):
            whose = _told(team[0]) if team else f"“{claim.made_by}”"
            told = f"You said that you did it alone; {place(claim)}, speaks of {whose}. Who else worked on it?"
            yield Remark(RemarkKind.DIFFERS, told, said, source_of(claim))
            return
