"""How sure the coach is of a grade, in words, where a candidate asks that.

Decides what is told of the last answer: how many of its verdicts are likely right, by what the grader believes, and
which may well be wrong, so that a candidate knows where an appeal is worth it. What is still asked about is left out.
"""

from app.interview.grade import Verdict
from app.interview.interview import Interview

NOT_YET = "Nothing that was graded can be told yet; ask again after your answer."
HOW_MANY = "By my own reckoning about {right} of my {count} verdicts on your last answer are right."
ALL_SURE = "None of them is a close call."
UNSURE = "These may well be wrong:"
CONTEST = "If you said one of them, tell me where: “I did say that ...”. It is then looked at again."


def how_sure(interview: Interview) -> str:
    """How sure the coach is of the grade of the last answer."""
    verdicts = _last(interview)
    if not verdicts:
        return NOT_YET
    how_many = HOW_MANY.format(right=round(sum(one.sure for one in verdicts)), count=len(verdicts))
    return f"{how_many} {close_calls(interview) or ALL_SURE}"


def close_calls(interview: Interview) -> str:
    """The verdicts on the last answer that may well be wrong, and how to contest them; empty where none is."""
    unsure = [one for one in _last(interview) if one.is_unsure]
    if not unsure:
        return ""
    return "\n".join([UNSURE, *(f"- {one.point} ({one.state})" for one in unsure)]) + f"\n\n{CONTEST}"


def _last(interview: Interview) -> tuple[Verdict, ...]:
    """The verdicts on the last answer that may be told."""
    turn = next((one for one in reversed(interview.turns) if one.grade.is_graded and not one.ask.chair), None)
    if turn is None or turn.grade.gate is not None or interview.course.is_exam:
        return ()
    held_back = interview.held_back(turn)
    return tuple(one for one in turn.standing.verdicts if one.point_id not in held_back)
