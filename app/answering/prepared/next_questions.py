"""What the corpus answers near a query -> questions that may be asked next.

Decides that none of them is the one that was asked, and that the nearest to it come first.
"""

from collections.abc import Sequence

from app.answering.prepared.shelf import TextVectors
from app.answering.wording import Wording

MOST = 3
MOST_WORDS = 30
# A question nearer than this to the query is what was asked; one farther than the other limit is about something else.
SAME_QUESTION = 0.72
LEAST_LIKENESS = 0.2
# Under a refusal nothing says that the sections are about the query: "best pasta recipe" was offered BERT.
LEAST_REFUSED = 0.4


def next_questions(
    wording: Wording, answered: Sequence[str], vectors: TextVectors, least: float = LEAST_LIKENESS
) -> tuple[str, ...]:
    """At most three of the questions that are `answered`, the nearest first, none below the likeness `least`."""
    offered = [question for question in dict.fromkeys(answered) if len(question.split()) <= MOST_WORDS]
    near = vectors.likeness(offered, vectors.query(wording.meant))
    ranked = sorted(zip(near, offered, strict=True), reverse=True)
    return tuple(question for likeness, question in ranked if least <= likeness < SAME_QUESTION)[:MOST]
