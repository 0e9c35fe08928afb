"""Whether what was found is enough to answer. Pure but for the index's words.

Decides when a question that passages and words alone would leave unanswered is answered all the same: where a section
is asked for in nearly these words, or where a long scenario is near by its meaning; and that a name which nobody knows
is not answered by what stands beside it.
"""

from collections.abc import Sequence

from app.answering.prepared.choosing import Candidate
from app.answering.retriever import Found, evidence
from app.answering.wording import Wording
from ingest.index.search import Index
from ingest.language.content_words import content_stems

# A question that people ask for a section, or a question of the bank, is as near as this to the query.
ASKED = 0.6
ASKED_EVIDENCE = 0.5
# A scenario has many words of its own; passages hold few of them.
SCENARIO_STEMS = 8
SCENARIO_CLOSENESS = 0.38
SCENARIO_EVIDENCE = 0.5
# Of a short question, a word that the corpus does not have is what it asks for.
SHORT_STEMS = 5


def is_enough(found: Found, wording: Wording, candidates: Sequence[Candidate], index: Index) -> bool:
    """Whether the corpus answers the query."""
    if not found.ranked:
        return False
    best = max(found.ranked[:3], key=evidence)
    stems = content_stems(wording.own)
    if names_unknown(wording.own, index) and len(stems) <= SHORT_STEMS:
        return found.answers and not wording.is_follow_up
    if found.answers:
        return True
    asked = max((one.asked for one in candidates[:3]), default=0.0)
    if asked >= ASKED and evidence(best) >= ASKED_EVIDENCE:
        return True
    is_scenario = len(stems) >= SCENARIO_STEMS and best.vector >= SCENARIO_CLOSENESS
    return is_scenario and evidence(best) >= SCENARIO_EVIDENCE


def names_unknown(query: str, index: Index) -> bool:
    """Whether a query has a word that no passage holds and that is not mended to one: a name of something else."""
    return any(
        not word.in_corpus and word.stem.isalpha() and len(word.stem) > 3 for word in index.words(index.meant(query))
    )
