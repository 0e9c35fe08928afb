"""Contested verdicts as gold cases, for a person to label: what `coach appeals` exports.

Decides what is one case: a point of a turn with the sentence that was put in focus, however often it was sent.
"""

from collections import Counter
from typing import Any

from app.interview.appeal import Appeal
from app.interview.interview import Interview, Turn


def gold_cases(interview: Interview) -> list[dict[str, Any]]:
    """One row an appeal, in the order they came; each has an id of its own. The last outcome of a repetition counts."""
    return [row for turn in interview.turns for row in _cases_of(interview, turn)]


def _cases_of(interview: Interview, turn: Turn) -> list[dict[str, Any]]:
    heard = {(appeal.point_id, " ".join(appeal.sentence.split())): appeal for appeal in turn.appeals}
    sentences: Counter[str] = Counter()
    rows = []
    for appeal in heard.values():
        sentences[appeal.point_id] += 1
        number = sentences[appeal.point_id]
        name = f"{interview.id}-{turn.ask.number}-{appeal.point_id}"
        rows.append(_case(name if number == 1 else f"{name}-{number}", turn, appeal))
    return rows


def _case(name: str, turn: Turn, appeal: Appeal) -> dict[str, Any]:
    return {
        "id": name,
        "question_id": turn.ask.question_id,
        "level": "appeal",
        "answer": turn.answer,
        "sentence": appeal.sentence,
        "before": appeal.before.state.value,
        "labels": {appeal.point_id: appeal.after.state.value},
        "reason": appeal.after.reason,
    }
