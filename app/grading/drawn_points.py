"""Key points drawn from a reference answer, where nobody has written any.

Decides how a data set's or an ingested document's reference answer becomes a Question that the grader
can read. What an answer earns against it as a whole is for features/whole_answer.py.
"""

from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage
from ingest.language.sentences import units

# Stands where a data set has no question text; its words are nobody's.
UNASKED = "(question not given)"
# KeyPoint.text takes no more; a reference sentence is cut at clauses long before.
MAX_POINT_CHARS = 600


def drawn_question(question: str, reference: str, identity: str = "reference") -> Question:
    """A question whose key points are the sentences of `reference`, each of weight 1.

    Built without validation: references as short as "4 volts" are what data sets have, and the bank's
    limits are for text that people wrote for it.

    Raises:
        ValueError: the reference holds no word.
    """
    pieces = [reference[start:end][:MAX_POINT_CHARS] for start, end in units(reference)]
    if not pieces:
        raise ValueError("the reference answer holds no word")
    points = tuple(
        KeyPoint.model_construct(id=f"p{number}", text=piece, weight=1, section="", other_wordings=(), follow_up="")
        for number, piece in enumerate(pieces, start=1)
    )
    return Question.model_construct(
        id=identity,
        text=question.strip() or UNASKED,
        stage=Stage.SCREENING,
        key_points=points,
        strong_answer=reference,
        minutes=max(1, round(len(reference.split()) / 150)),
    )


def asked(question: Question) -> str:
    """The question's words; empty where there are none."""
    return "" if question.text == UNASKED else question.text
