"""What was found -> how likely the corpus answers the question. Pure but for the index's words.

Decides what speaks for an answer: the evidence of the search, how near a piece and the ways of asking for a section
are, whether a term is defined, how long the question is, and whether it has a word that the corpus does not know: of a
short question that word is what it asks for. How much each weighs was fitted (selection.json).
"""

from collections.abc import Sequence

import numpy as np

from app.answering.prepared.features import OF_ANSWER, OF_STRETCH, Floats, Near
from app.answering.prepared.selection import Selection
from app.answering.prepared.wording import Wording
from app.answering.retriever import Found, evidence
from ingest.index.search import Index
from ingest.language.content_words import content_stems

MOST_STEMS = 12
ASKED, NEAREST, DEFINES = (OF_STRETCH.index(name) for name in ("asked", "nearest piece", "defines"))


def is_enough(found: Found, wording: Wording, near: Sequence[Near], index: Index, selection: Selection) -> bool:
    """Whether the corpus answers the query."""
    if not near:
        return found.answers
    numbers = numbers_of(found, wording, near, index)
    # The weights were fitted where people have asked for sections; of other documents the search alone decides.
    if not numbers[OF_ANSWER.index("asked")]:
        return found.answers
    return bool(1 / (1 + np.exp(-selection.answered.of(numbers))) >= selection.least_answered)


def numbers_of(found: Found, wording: Wording, near: Sequence[Near], index: Index) -> Floats:
    """What speaks for an answer; float64 (features.OF_ANSWER,)."""
    hits = found.ranked[:3]
    of_stretches = np.stack([one.of_stretch for one in near])
    stems = min(len(content_stems(wording.own)), MOST_STEMS)
    is_unknown = names_unknown(wording.own, index)
    return np.array(
        [
            max(map(evidence, hits)),
            max(hit.vector for hit in hits),
            max(hit.words for hit in hits),
            of_stretches[:, ASKED].max(),
            of_stretches[:, NEAREST].max(),
            of_stretches[:, DEFINES].max(),
            stems / MOST_STEMS,
            is_unknown / max(stems, 1),
        ],
        dtype=np.float64,
    )


def names_unknown(query: str, index: Index) -> bool:
    """Whether a query has a word that no passage holds and that is not mended to one: a name of something else."""
    return any(
        not word.in_corpus and word.stem.isalpha() and len(word.stem) > 3 for word in index.words(index.meant(query))
    )
