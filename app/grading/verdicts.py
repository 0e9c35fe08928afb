"""Views -> verdicts and mistakes: the thresholds, and the words in which they are told.

Decides the state of a key point from its calibrated probability and from what speaks against it, and
which typical wrong statements an answer makes.
"""

import numpy as np

from app.grading.match import Reading
from app.grading.points import COSINE, RECALL, Match, PointView
from app.grading.sheet import Sheet
from app.interview.grade import Evidence, Gate, Mistake, Verdict, VerdictState
from ingest.bank import KeyPoint

# Beliefs from which a point is met and partly met: the best weighted kappa with the labels of the gold answers'
# train half (eval/results/grading-trials.md).
MET, PARTLY = 0.55, 0.3
# The belief in a point that the strong answer's own words are given for, and in one that is denied.
ANCHORED, OPPOSED = 0.95, 0.03
# Cosine of a window to a wrong statement from which it says it, if no key point is nearer.
WRONG_COSINE = 0.65
# A wrong statement contradicts the key point that it is nearest to, from this cosine on.
CONTRADICTS_COSINE = 0.7


def verdict(
    point: KeyPoint, view: PointView | None, belief: float, contradicted: int | None, reading: Reading
) -> Verdict:
    """The verdict on one point.

    Args:
        point: the key point.
        view: what was seen; None where no window of the answer can speak for anything.
        belief: the calibrated probability that the point is met.
        contradicted: the window that says a wrong statement against this point, if there is one.
        reading: the answer's windows.
    """
    if view is None:
        return _of(point, VerdictState.NOT_MET, 0.0, "Nothing in the answer says this.", None)
    if view.is_anchored:
        return _of(point, VerdictState.MET, max(belief, ANCHORED), "You said it.", _quote(reading, view.window))
    if view.is_opposite:
        reason = "You say the opposite of it here."
        return _of(point, VerdictState.CONTRADICTED, min(belief, OPPOSED), reason, _quote(reading, view.window))
    if belief >= MET:
        return _of(point, VerdictState.MET, belief, "You said it.", _quote(reading, view.window))
    if contradicted is not None:
        reason = "What you say here is a typical mistake and speaks against this point."
        return _of(point, VerdictState.CONTRADICTED, min(belief, OPPOSED), reason, _quote(reading, contradicted))
    if belief >= PARTLY:
        reason = "You come near it here, but part of it is missing or not clear."
        return _of(point, VerdictState.PARTLY_MET, belief, reason, _quote(reading, view.window))
    return _of(point, VerdictState.NOT_MET, belief, "Nothing in the answer says this.", None)


def stopped(point: KeyPoint, gate: Gate) -> Verdict:
    """The verdict on a point of an answer that the gate has decided."""
    return _of(point, VerdictState.NOT_MET, 0.0, gate.explanation, None)


def mistakes_made(match: Match, sheet: Sheet) -> dict[int, int]:
    """Which wrong statements the answer makes: index of the wrong statement -> row of the window that says it."""
    made: dict[int, int] = {}
    cosines, recalls = match.found[:, :, COSINE], match.found[:, :, RECALL]
    right = np.concatenate([sheet.point_rows, sheet.anchor_rows])
    nearest, best_recall = cosines[:, right].max(1), recalls[:, right].max(1)
    for row in sheet.wrong_rows:
        says = (cosines[:, row] >= WRONG_COSINE) & (cosines[:, row] > nearest) & (recalls[:, row] >= best_recall)
        if says.any():
            made[sheet.wordings[row].wrong] = int(np.where(says, cosines[:, row], -1.0).argmax())
    return made


def contradicted_points(made: dict[int, int], match: Match, sheet: Sheet) -> dict[int, int]:
    """Which key points these mistakes speak against: index of the point -> row of the window."""
    against: dict[int, int] = {}
    for row in sheet.wrong_rows:
        window = made.get(sheet.wordings[row].wrong)
        if window is None or match.found[window, row, COSINE] < CONTRADICTS_COSINE:
            continue
        near = sheet.vectors[sheet.point_rows] @ sheet.vectors[row]
        against[sheet.wordings[sheet.point_rows[int(near.argmax())]].point] = window
    return against


def told_mistakes(made: dict[int, int], reading: Reading, sheet: Sheet) -> tuple[Mistake, ...]:
    """The mistakes with why they are wrong and the candidate's words."""
    wrong = sheet.question.wrong_statements
    return tuple(Mistake(wrong[index].text, wrong[index].why, _quote(reading, row)) for index, row in made.items())


def _quote(reading: Reading, row: int) -> Evidence:
    window = reading.windows[row]
    return Evidence(reading.answer[window.start : window.end], window.start, window.end)


def _of(point: KeyPoint, state: VerdictState, belief: float, reason: str, evidence: Evidence | None) -> Verdict:
    return Verdict(
        point_id=point.id,
        point=point.text,
        weight=point.weight,
        state=state,
        evidence=evidence,
        probability=belief,
        reason=reason,
        section=point.section,
        follow_up=point.follow_up,
    )
