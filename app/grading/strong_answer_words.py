"""The strong answer's own words for each key point.

Decides which passage of a question's strong answer says which key point, so that whoever says it the same
way is given the point: "I say who lost what, with a number" has no word in common with a good story about a
parcel firm.
"""

from app.grading.features.matching import read_answer
from app.grading.features.point_features import hold_against
from app.grading.prepared_question import Anchor, PreparedQuestion, prepare, with_anchors
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text


def prepare_with_anchors(question: Question, embedder: Embedder) -> PreparedQuestion:
    """A prepared question with an anchor for each key point; two embedding calls, made once per question."""
    prepared = prepare(question, embedder)
    if all(point.text in question.strong_answer for point in question.key_points):
        # Drawn from it word for word (reference.py): an anchor would only repeat them.
        return prepared
    reading = read_answer(Text(question.strong_answer), embedder, prepared)
    match = hold_against(reading, prepared)
    best = prepared.best(match.fit).argmax(0)
    anchors = [Anchor(reading.text(row), reading.tokens[row], reading.vectors[row]) for row in best]
    return with_anchors(prepared, anchors, reading.vectors)
