"""Views -> verdicts and mistakes: the thresholds, and the words in which they are told.

Decides the state of a key point from its calibrated probability and from what speaks against it, and
which typical wrong statements an answer makes.
"""

from dataclasses import replace

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
REASONS = {
    VerdictState.MET: "You said it.",
    VerdictState.PARTLY_MET: "You come near it here, but part of it is missing or not clear.",
    VerdictState.NOT_MET: "Nothing in the answer says this.",
    VerdictState.CONTRADICTED: "What you say here seems to speak against this point.",
}


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
        return _of(point, VerdictState.NOT_MET, 0.0, None)
    here = _quote(reading, view.window)
    if view.is_anchored:
        return _of(point, VerdictState.MET, max(belief, ANCHORED), here)
    if view.is_opposite:
        return _of(point, VerdictState.CONTRADICTED, min(belief, OPPOSED), here)
    if belief < MET and contradicted is not None:
        return _of(point, VerdictState.CONTRADICTED, min(belief, OPPOSED), _quote(reading, contradicted))
    state = VerdictState.MET if belief >= MET else VerdictState.PARTLY_MET
    return _of(point, state, belief, here) if belief >= PARTLY else _of(point, VerdictState.NOT_MET, belief, None)


def stopped(point: KeyPoint, gate: Gate) -> Verdict:
    """The verdict on a point of an answer that the gate has decided."""
    return replace(_of(point, VerdictState.NOT_MET, 0.0, None), reason=gate.explanation)


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


def _of(point: KeyPoint, state: VerdictState, belief: float, evidence: Evidence | None) -> Verdict:
    return Verdict(
        point_id=point.id,
        point=point.text,
        weight=point.weight,
        state=state,
        evidence=evidence,
        probability=belief,
        reason=REASONS[state],
        section=point.section,
        follow_up=point.follow_up,
    )
