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
AGAIN = re.compile(r"\b(?:again|once more|one more time)\b", re.IGNORECASE)
# Words of the request itself, which name no point.
ASKING = content_stems(
    "explain explained explaining explanation point points missed missing miss another other next more again once time"
    " please tell teach show understand mean meant say said answer thing idea detail details part like want would"
)


def to_explain(
    words: str, missed: Sequence[Verdict], question: Question, explained: Sequence[str] = ()
) -> Verdict | None:
    """The point that is explained; None where nothing was missed.

    Args:
        words: that ask for it; none by a button.
        missed: the verdicts that may be explained now.
        question: whose points they are.
        explained: ids of the points that were explained before, in order.
    """
    told = sorted(missed, key=lambda one: MISSED.index(one.state))
    if (named := _by_place(words, told) or _by_words(words, told, question)) is not None:
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
