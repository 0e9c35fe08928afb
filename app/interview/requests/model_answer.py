"""What is told to who asks for a strong answer: the answer, and where it says what was missed. Pure."""

from app.interview.standing_verdicts import Standing, open_points
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Level

MISSED = "What you did not say, or not fully, and where this answer says it:"
NEEDED = "At the level {level} an answer has to hold:"
GAP = " … "


def model_answer(question: Question, standing: Standing, level: Level | None) -> str:
    """The strong answer to a question that is answered, with its words for each point that is still open.

    `level`: of the job, whose points are told too. A point that no passage of the answer is marked for is left out.
    """
    told = [question.strong_answer]
    missed = [f"- {point.text} “{_passages(point)}”" for point in open_points(question, standing) if _passages(point)]
    if missed:
        told.append("\n".join((MISSED, *missed)))
    if level is not None:
        needed = (f"- {point.text}" for point in question.key_points if not point.bonus)
        told.append("\n".join((NEEDED.format(level=level.value), *needed)))
    return "\n\n".join(told)


def _passages(point: KeyPoint) -> str:
    return GAP.join(point.in_strong_answer or ())
