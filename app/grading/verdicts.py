"""Views -> verdicts and mistakes: the thresholds, and the words in which they are told.

Decides the state of a key point from its calibrated probability and from what speaks against it, and
which typical wrong statements an answer makes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from app.delivery.remarks import code_lines
from app.grading.features.matching import Reading
from app.grading.features.point_features import ANCHOR_COSINE, COSINE, RECALL, Match, PointView
from app.grading.prepared_question import PreparedQuestion
from app.interview.grade import Evidence, Gate, Mistake, Verdict, VerdictState
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage
from ingest.language.opposites import direction
from ingest.language.sentences import ANSWER_END
from ingest.language.tokens import Token, tokens

# Beliefs from which a point is met and partly met: the best weighted kappa with the labels of the gold answers'
# train half (eval/results/grading-trials.md).
MET, PARTLY = 0.55, 0.3
# A story tells a point in words of its own. On the train half, from 0.25 and not 0.3 on, credit's F1 rises from 0.51 to
# 0.55 in behavioural questions and from 0.67 to 0.73 in project reviews; of another question's strong answer 9 and 15 %
# of the points are then given credit, and not 6 and 10.
STORY_PARTLY = 0.25
STORIES = (Stage.BEHAVIOURAL.value, Stage.PROJECT_REVIEW.value)
# Who is asked for one thing, or points to the words that say it, mostly says it (`coach eval follow-ups`).
FOCUSED_MET, FOCUSED_PARTLY = 0.4, 0.25
# The belief in a point that the strong answer's own words are given for, and in one that is denied.
ANCHORED, OPPOSED = 0.95, 0.03
# Cosine of a window to a wrong statement from which it says it, if no key point is nearer, and the share of its words.
WRONG_COSINE, WRONG_RECALL = 0.65, 0.25
# A wrong statement contradicts the key point that it is nearest to, from this cosine on, if the window has so many of
# that point's words: on the gold answers' train half 17 of 31 contradicted points were so labelled without this and
# without `_is_meant`, and 14 of 17 with both; most of the others were points that nobody had spoken of.
CONTRADICTS_COSINE, CONTRADICTS_COVERED = 0.7, 0.15
# What follows a statement takes it back; looked for in the window and in so many characters after it.
TAKEN_BACK_CHARS = 40
TAKEN_BACK = re.compile(
    r"[.!?,;]\W{0,5}(?:but |and )?(?:that|this|it|which)(?:(?:['\u2019]s| is| was)(?: just| simply)?"
    r" (?:not|wrong|false|untrue|incorrect|a myth)|(?: is| was)n['\u2019]t)\b",
    re.IGNORECASE,
)
LEADS_IN = re.compile(r"\W*(?:(?:then|and|finally|at the end) )+(?:i )?return [\w.]+(?:, ?[\w.]+)+\W*$", re.IGNORECASE)
OTHER_NUMBERS_REASON = "You come near it here, but your numbers are not those of this point."
REASONS = {
    VerdictState.MET: "You said it.",
    VerdictState.PARTLY_MET: "You come near it here, but part of it is missing or not clear.",
    VerdictState.NOT_MET: "Nothing in the answer says this.",
    VerdictState.CONTRADICTED: "What you say here seems to speak against this point.",
}


@dataclass(frozen=True)
class Bounds:
    """The beliefs from which a point is met and partly met."""

    met: float = MET
    partly: float = PARTLY

    @classmethod
    def of(cls, question: Question, *, is_focused: bool) -> Self:
        """Those for a question; `is_focused`: one thing is asked for, or the candidate points to it."""
        if is_focused:
            return cls(FOCUSED_MET, FOCUSED_PARTLY)
        return cls(MET, STORY_PARTLY if question.stage in STORIES else PARTLY)

    def held(self, belief: float, at_most: VerdictState) -> float:
        """The belief in a point whose numbers are replaced by others: below met, or below partly met."""
        most = {
            VerdictState.MET: 1.0,
            VerdictState.PARTLY_MET: self.met - 0.05,
            VerdictState.NOT_MET: self.partly - 0.05,
        }
        return min(belief, most[at_most])


@dataclass(frozen=True)
class Judge:
    """Judges the points of one answer."""

    reading: Reading
    bounds: Bounds

    def verdict(self, point: KeyPoint, view: PointView | None, belief: float, contradicted: int | None) -> Verdict:
        """The verdict on one point.

        Args:
            point: the key point.
            view: what was seen; None where no window of the answer can speak for anything.
            belief: the calibrated probability that the point is met.
            contradicted: the window that says a wrong statement against this point, if there is one.
        """
        if view is None:
            return _of(point, VerdictState.NOT_MET, 0.0, None)
        here, bounds = _quote(self.reading, view.shown), self.bounds
        if view.is_anchored:
            return _of(point, VerdictState.MET, max(belief, ANCHORED), here)
        # What swaps the terms of a point that it hardly speaks of is no word against it.
        if view.is_opposite or (view.is_swapped and belief >= bounds.partly):
            return _of(point, VerdictState.CONTRADICTED, min(belief, OPPOSED), here)
        # A window that says a wrong statement against the point is no evidence for it: "tanh solves the
        # vanishing gradient problem because it is zero-centred" met "is zero-centred, but still has vanishing
        # gradients" with 0.56.
        if contradicted is not None and (belief < bounds.met or contradicted == view.window):
            return _of(point, VerdictState.CONTRADICTED, min(belief, OPPOSED), _quote(self.reading, contradicted))
        held = bounds.held(belief, view.at_most)
        state = VerdictState.MET if held >= bounds.met else VerdictState.PARTLY_MET
        found = _of(point, state, held, here) if held >= bounds.partly else _of(point, VerdictState.NOT_MET, held, None)
        return found if held == belief else replace(found, reason=OTHER_NUMBERS_REASON)


def stopped(point: KeyPoint, gate: Gate) -> Verdict:
    """The verdict on a point of an answer that the gate has decided."""
    return replace(_of(point, VerdictState.NOT_MET, 0.0, None), reason=gate.explanation)


def mistakes_made(match: Match, reading: Reading, prepared: PreparedQuestion) -> dict[int, int]:
    """Which wrong statements the answer makes: index of the wrong statement -> row of the window that says it."""
    made: dict[int, int] = {}
    cosines, recalls = match.found[:, :, COSINE], match.found[:, :, RECALL]
    right = np.concatenate([prepared.point_rows, prepared.anchor_rows])
    nearest, least = cosines[:, right].max(1), np.maximum(recalls[:, right].max(1), WRONG_RECALL)
    if prepared.strong is not None:
        # "A lower bid with a higher click rate can win", in the strong answer, is near to "the highest bid should win".
        strong = (reading.vectors @ prepared.strong.T).max(1)
        nearest = np.where(strong >= ANCHOR_COSINE, np.maximum(nearest, strong), nearest)
    for row in prepared.wrong_rows:
        says = (cosines[:, row] >= WRONG_COSINE) & (cosines[:, row] > nearest) & (recalls[:, row] >= least)
        said = [at for at in np.flatnonzero(says) if _is_meant(reading, int(at), prepared.wordings[row].text)]
        if said:
            made[prepared.wordings[row].wrong] = int(max(said, key=lambda at: cosines[at, row]))
    return made


def _is_meant(reading: Reading, row: int, wrong: str) -> bool:
    """True if the window denies something where the wrong statement does, and does not where it does not.

    "L1 gives sparse weights and L2 doesn't" is near to "L2 gives sparse weights", and so is the start of a sentence
    that goes on with "but you can't"; the words in common do not show it. Nor do they of a formula, right or wrong:
    "f1 = 2 * precision * recall / (precision + recall)" is near to "F1 is the arithmetic mean of precision and recall".
    A line of code says nothing, and "raise the KL penalty" is near to "remove the KL penalty" and against it.
    """
    if direction(_stems(reading.tokens[row])) * direction(_stems(tokens(wrong))) < 0 or _is_code(reading, row):
        return False
    if "=" in reading.text(row) and all(token.stem for token in reading.tokens[row]):
        return False
    denies = any(token.denies for token in reading.tokens[row])
    if any(token.denies for token in tokens(wrong)):
        return denies
    written, start, end = reading.answer.raw, reading.windows[row].start, reading.windows[row].end
    if TAKEN_BACK.search(written, start, end + TAKEN_BACK_CHARS):
        return False
    rest = "" if written[end - 1] in ".!?;" else written[end:]
    stop = ANSWER_END.search(rest)
    return not denies and not any(token.denies for token in tokens(rest[: stop.end() if stop else None]))


def _is_code(reading: Reading, row: int) -> bool:
    window = reading.windows[row]
    # A sentence may run into code: "then return precision, recall, f1".
    return LEADS_IN.match(reading.text(row)) is not None or any(
        start < window.end and window.start < end for start, end in code_lines(reading.answer.raw)
    )


def _stems(found: Iterable[Token]) -> list[str]:
    return [token.stem for token in found]


def contradicted_points(made: dict[int, int], match: Match, prepared: PreparedQuestion) -> dict[int, int]:
    """Which key points these mistakes speak against: index of the point -> row of the window."""
    against: dict[int, int] = {}
    for row in prepared.wrong_rows:
        window = made.get(prepared.wordings[row].wrong)
        if window is None or match.found[window, row, COSINE] < CONTRADICTS_COSINE:
            continue
        near = prepared.vectors[prepared.point_rows] @ prepared.vectors[row]
        point = prepared.wordings[prepared.point_rows[int(near.argmax())]].point
        if match.covered[window, prepared.rows[point]].max() >= CONTRADICTS_COVERED:
            against[point] = window
    return against


def told_mistakes(made: dict[int, int], reading: Reading, prepared: PreparedQuestion) -> tuple[Mistake, ...]:
    """The mistakes with why they are wrong and the candidate's words."""
    wrong = prepared.question.wrong_statements
    return tuple(Mistake(wrong[index].text, wrong[index].why, _quote(reading, row)) for index, row in made.items())


def _quote(reading: Reading, row: int) -> Evidence:
    window = reading.windows[row]
    return Evidence(reading.text(row), window.start, window.end)


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
        is_bonus=point.bonus,
    )
