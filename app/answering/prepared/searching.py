"""A question as it is worded -> what is found for it.

Decides which of its wordings is searched for: a later question of a conversation with the subjects of the question
before it and of the one that opened it, with the latter alone where that finds more, and by its own words where these
find more still and none of them stands for something before; and a question of two parts by the part that finds most.
"""

from collections.abc import Callable
from dataclasses import replace

from app.answering.retriever import Found, Retriever, evidence
from app.answering.wording import Wording, names_subject, parts
from ingest.language.content_words import content_stems

# A part has to find this much more than the whole.
PART_GAIN = 0.1
# A follow-up of so many words of its own, for which these find no more than this, asks for something else.
WHOLE_STEMS = 3
OWN_EVIDENCE = 0.6
# How much more the opening's subject has to find alone, and the own words of a question that has few. Both are chosen
# on the opened halves of eval/cases/conversations; its README has the figures.
OPENING_GAIN = 0.1
LEANING_GAIN = 0.3


def search(retriever: Retriever, wording: Wording) -> Found:
    """What is found for a question; its `wording` says what was searched for in the end."""
    return search_with(retriever.find, wording)


def search_with(find: Callable[[str], Found], wording: Wording) -> Found:
    """The same with any search."""
    found = replace(find(wording.search), wording=wording)
    if wording.is_follow_up and names_subject(wording.own):
        others = [replace(find(one), wording=replace(wording, search=one)) for one in wording.others]
        found = max((found, *(one for one in others if _best(one) > _best(found) + OPENING_GAIN)), key=_best)
        if not wording.points_back:
            found = _alone(find, wording, found)
    found = replace(found, wording=replace(found.wording or wording, mended=found.meant))
    for part in parts(wording.own):
        of_part = find(part)
        if of_part.answers and _best(of_part) > _best(found) + PART_GAIN:
            found = replace(of_part, wording=replace(found.wording or wording, part=part), query=found.query)
    return found


def _alone(find: Callable[[str], Found], wording: Wording, found: Found) -> Found:
    """What the own words find, where they ask for something else than what was asked before; else what was found."""
    alone = find(wording.own)
    is_long = len(content_stems(wording.own)) >= WHOLE_STEMS
    gain = 0.0 if is_long else LEANING_GAIN
    if (is_long and _best(alone) < OWN_EVIDENCE) or _best(alone) >= _best(found) + gain:
        return replace(alone, wording=replace(wording, search=wording.own, is_follow_up=False))
    return found


def _best(found: Found) -> float:
    return max((evidence(hit) for hit in found.ranked[:1]), default=0.0)
