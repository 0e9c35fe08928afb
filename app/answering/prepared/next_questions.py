"""Sections near to a query -> questions that may be asked next, each answered by the corpus.

Decides that they are questions of the bank whose points these sections teach, none of them the one that was asked.
"""

from collections.abc import Sequence

from app.answering.prepared.choosing import Candidate
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.wording import Wording

MOST = 3
MOST_WORDS = 30
MOST_SECTIONS = 8
# A question nearer than this to the query is what was asked; one farther than the other limit is about something else.
SAME_QUESTION = 0.72
LEAST_LIKENESS = 0.2


def next_questions(
    wording: Wording, candidates: Sequence[Candidate], shelf: Shelf, vectors: TextVectors
) -> tuple[str, ...]:
    """At most three, the nearest section's first."""
    offered = [
        taught.question
        for one in candidates[:MOST_SECTIONS]
        for taught in shelf.taught(one.key)
        if len(taught.question.split()) <= MOST_WORDS
    ]
    offered = list(dict.fromkeys(offered))
    near = vectors.likeness(offered, vectors.query(wording.meant))
    chosen: list[str] = []
    for question, likeness in zip(offered, near, strict=True):
        if LEAST_LIKENESS <= likeness < SAME_QUESTION and len(chosen) < MOST:
            chosen.append(question)
    return tuple(chosen)
