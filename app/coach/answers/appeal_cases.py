"""Contested verdicts as gold cases, for a person to review: `coach appeals` exports them.

Decides what is one case: a point of a turn with the sentence quoted for it, however often it was sent. Its label is
the grader's own second verdict, so a grader measured on it would be measured on itself: a case counts only once a
person has corrected the label and set `reviewed` to true.
"""

from collections import Counter
from typing import Any

from app.coach.answers.cumulative_grading import graded_with
from app.interview.appeal import Appeal
from app.interview.interview import Interview
from app.interview.turn import Turn, TurnKind


def gold_cases(interview: Interview) -> list[dict[str, Any]]:
    """One row per appeal, in order, each with its own id. Of a repeated appeal the last outcome counts."""
    return [row for turn in interview.turns for row in _cases_of(interview, turn)]


def _cases_of(interview: Interview, turn: Turn) -> list[dict[str, Any]]:
    heard = {(appeal.point_id, " ".join(appeal.sentence.split())): appeal for appeal in turn.appeals}
    sentences: Counter[str] = Counter()
    rows = []
    for appeal in heard.values():
        sentences[appeal.point_id] += 1
        number = sentences[appeal.point_id]
        name = f"{interview.id}-{turn.ask.number}-{appeal.point_id}"
        answer = graded_with(interview, turn).text
        rows.append(_case(name if number == 1 else f"{name}-{number}", turn, answer, appeal))
    return rows


def _case(name: str, turn: Turn, answer: str, appeal: Appeal) -> dict[str, Any]:
    """`asked` and `probes` restore the question as it was graded: a follow-up asks about one point only."""
    contested = appeal.before
    return {
        "id": name,
        "question_id": turn.ask.question_id,
        "level": "appeal",
        "reviewed": False,
        "asked": turn.ask.text,
        "probes": turn.ask.point_id if turn.ask.kind is TurnKind.FOLLOW_UP else "",
        "answer": answer,
        "point": contested.point,
        "sentence": appeal.sentence,
        "before": contested.state.value,
        "labels": {appeal.point_id: appeal.after.state.value},
        "reason": appeal.after.reason,
    }
