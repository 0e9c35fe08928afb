"""A question as it is worded -> what is found for it.

Decides which of its wordings is searched for: a follow-up by its own words where these find more than with the words of
the question before it, and a question of two parts by the part that finds most.
"""

from collections.abc import Callable
from dataclasses import replace

from app.answering.retriever import Found, Retriever, evidence
from app.answering.wording import Wording, parts
from ingest.language.content_words import content_stems

# A part has to find this much more than the whole.
PART_GAIN = 0.1
# A follow-up of so many words of its own, for which these find no more than this, asks for something else.
WHOLE_STEMS = 3
OWN_EVIDENCE = 0.6


def search(retriever: Retriever, wording: Wording) -> Found:
    """What is found for a question; its `wording` says what was searched for in the end."""
    return search_with(retriever.find, wording)


def search_with(find: Callable[[str], Found], wording: Wording) -> Found:
    """The same with any search."""
    found = replace(find(wording.search), wording=wording)
    if wording.is_follow_up and content_stems(wording.own):
        alone = find(wording.own)
        is_whole = len(content_stems(wording.own)) >= WHOLE_STEMS and _best(alone) < OWN_EVIDENCE
        if is_whole or _best(alone) >= _best(found):
            found = replace(alone, wording=replace(wording, search=wording.own, is_follow_up=False))
    found = replace(found, wording=replace(found.wording or wording, mended=found.meant))
    for part in parts(wording.own):
        of_part = find(part)
        if of_part.answers and _best(of_part) > _best(found) + PART_GAIN:
            found = replace(of_part, wording=replace(found.wording or wording, part=part), query=found.query)
    return found


def _best(found: Found) -> float:
    return max((evidence(hit) for hit in found.ranked[:1]), default=0.0)
