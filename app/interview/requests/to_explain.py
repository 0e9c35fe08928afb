"""Which missed point is explained to who asks for it: the one that is named, or else the next one. Pure.

Decides what names a point: its place among those that were missed, in the order in which a reply tells them, or words
that it shares. "Once more" is the one that was explained last.
"""

import re
from collections.abc import Sequence

from app.interview.grade import Verdict, VerdictState
from ingest.bank.questions import Question
from ingest.language.content_words import content_stems

# In the order of a reply.
MISSED = (VerdictState.PARTLY_MET, VerdictState.CONTRADICTED, VerdictState.NOT_MET)
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_PLACE = rf"(?P<place>{'|'.join(PLACES)}|last|[1-8](?=st|nd|rd|th))(?:st|nd|rd|th)?"
BY_PLACE = re.compile(
    rf"\b{_PLACE}\b(?: \w+)? (?:points?|one|thing)\b|\bthe {_PLACE.replace('place', 'end')}\W*$"
    r"|\b(?:point|number) (?P<number>[1-8])\b",
    re.IGNORECASE,
)
_MISSED = r"(?:miss(?:ed|ing)?|left out|leave out|forgot(?:ten)?|forget|overlook(?:ed)?|g[eo]t(?:ten)? wrong)"
OF_MISSED = re.compile(rf"\b{_MISSED}\b", re.IGNORECASE)
# "What did I miss?" and nothing else: who goes on answers it.
ASKS_MISSED = re.compile(
    rf"\W*(?:(?:ok|okay|so|and|but|well|sorry)\W+)*(?:what|which)\b[^.?!]{{0,20}}\b(?:did|do|have|had) i\b"
    rf"[^.?!]{{0,12}}\b{_MISSED}\b[^.?!]{{0,30}}\W*",
    re.IGNORECASE,
)
AGAIN = re.compile(r"\b(?:again|once more|one more time)\b", re.IGNORECASE)
# Words of the request itself, which name no point.
ASKING = content_stems(
    "explain explained explaining explanation point points missed missing miss another other next more again once time"
    " please tell teach show understand mean meant say said answer thing idea detail details part like want would"
)


def speaks_of_missed(words: str) -> bool:
    """Whether words speak of what was missed, or of a point by its place, and not of what is asked now."""
    return OF_MISSED.search(words) is not None or BY_PLACE.search(words) is not None


def asks_what_was_missed(message: str) -> bool:
    """Whether a message asks what the candidate has missed, and says nothing else."""
    return ASKS_MISSED.fullmatch(message) is not None


def to_explain(
    words: str,
    missed: Sequence[Verdict],
    question: Question,
    explained: Sequence[str] = (),
    shown: Sequence[Verdict] = (),
) -> Verdict | None:
    """The point that is explained; None where nothing was missed.

    Args:
        words: that ask for it; none by a button.
        missed: the verdicts that may be explained now.
        question: whose points they are.
        explained: ids of the points that were explained before, in order.
        shown: the verdicts that a reply has told as missed, among which places count; none: those of `missed`.
    """
    told = sorted(missed, key=lambda one: MISSED.index(one.state))
    counted = sorted(shown, key=lambda one: MISSED.index(one.state)) or told
    if (named := _by_place(words, counted) or _by_words(words, told, question)) is not None:
        return named
    again = explained[-1:] if AGAIN.search(words) else ()
    last = next((one for one in told if one.point_id in again), None)
    # The one that was explained last may have been made since: then it is the next one.
    return last or min(missed, key=lambda one: (explained.count(one.point_id), one.is_bonus, -one.weight), default=None)


def _by_place(words: str, told: Sequence[Verdict]) -> Verdict | None:
    found = BY_PLACE.search(words)
    if found is None:
        return None
    place = (found["place"] or found["end"] or found["number"]).lower()
    if place == "last":
        return told[-1] if told else None
    at = PLACES.index(place) if place in PLACES else int(place) - 1
    return told[at] if at < len(told) else None


def _by_words(words: str, told: Sequence[Verdict], question: Question) -> Verdict | None:
    """The one that shares most with what is said of it; the words of the question name none."""
    named = content_stems(words) - ASKING - content_stems(question.text)
    wordings = {point.id: (point.text, *point.other_wordings) for point in question.key_points}
    shared = [
        len(named & frozenset().union(*map(content_stems, wordings.get(one.point_id, (one.point,))))) for one in told
    ]
    most = max(shared, default=0)
    return told[shared.index(most)] if most else None
