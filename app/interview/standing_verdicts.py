"""What a candidate has said of a question over all its turns: the verdict that stands on each of its points. Pure.

Decides that a point counts in whichever turn it was said, and so is not asked for again; the better verdict stands. Of
a design, which is graded as a whole with each message, a later message may take back what was said before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.interview.grade import CREDIT, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.turn import Turn
from ingest.bank.questions import KeyPoint, Question

Standing = Mapping[str, Verdict]


def standing(turns: Iterable[Turn], *, unprompted: bool = False) -> Standing:
    """The verdict that stands on each point after these turns, by its id; of equals the later one.

    Its evidence names the turn that it stands in. `unprompted`: without what was asked for point by point.
    """
    best: dict[str, Verdict] = {}
    for turn in turns:
        for verdict in (*turn.standing.verdicts, *turn.also):
            if unprompted and verdict.point_id == turn.ask.point_id:
                continue
            known = best.get(verdict.point_id)
            if (
                known is None
                or CREDIT[verdict.state] >= CREDIT[known.state]
                or (not turn.ask.point_id and takes_back(verdict))
            ):
                best[verdict.point_id] = _placed(verdict, turn)
    return best


def takes_back(verdict: Verdict) -> bool:
    """Whether an answer speaks against a point in its own words, and not only in those of an answer before it."""
    evidence = verdict.evidence
    return verdict.state is VerdictState.CONTRADICTED and evidence is not None and not evidence.turn


def kept(before: Standing, verdict: Verdict) -> Verdict:
    """The verdict on a design so far, or what stood before it: what was said stays said until it is taken back.

    Of two that say that a point was made the surer one stands, with its words.
    """
    known = before.get(verdict.point_id)
    if known is None or takes_back(verdict):
        return verdict
    credit, stood = CREDIT[verdict.state], CREDIT[known.state]
    if stood > credit or (stood == credit > 0 and known.probability > verdict.probability):
        return known
    return verdict


def _placed(verdict: Verdict, turn: Turn) -> Verdict:
    evidence = verdict.evidence
    if evidence is None or evidence.turn:
        return verdict
    return replace(verdict, evidence=replace(evidence, turn=turn.ask.number))


def standing_of(interview: Interview, question_id: str) -> Standing:
    """The same of a question of an interview."""
    return standing(interview.turns_of(question_id))


def is_met(standing: Standing, point_id: str) -> bool:
    """Whether a point is fully made."""
    return point_id in standing and standing[point_id].state is VerdictState.MET


def open_points(question: Question, standing: Standing) -> tuple[KeyPoint, ...]:
    """The points of a question that are not fully made yet; a bonus is never open."""
    return tuple(point for point in question.key_points if not point.bonus and not is_met(standing, point.id))


def risen(standing: Standing, verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts that earn more than what stands."""
    return tuple(
        verdict
        for verdict in verdicts
        if CREDIT[verdict.state] > (CREDIT[standing[verdict.point_id].state] if verdict.point_id in standing else 0.0)
    )


@dataclass(frozen=True)
class Earned:
    """Points of a question: what was said without being asked for, what with follow-ups, and what a full answer has.

    `bonus` are those of the unprompted ones that a full answer does not need.
    """

    unprompted: float
    with_follow_ups: float
    possible: int
    bonus: float = 0.0


def earned(turns: Sequence[Turn]) -> Earned:
    """What the turns of one question earn; each step of its thread that was asked adds its points.

    A point that a follow-up asked for counts with follow-ups alone; one that was said beside what was asked counts as
    if it had been said at first.
    """
    asked = [turn for turn in turns if not turn.ask.is_follow_up or (turn.ask.step and not turn.ask.point_id)]
    points = {one.point_id: one for turn in turns for one in turn.standing.verdicts if one.is_bonus}
    points |= {one.point_id: one for turn in asked for one in turn.standing.verdicts}
    possible = sum(one.weight for one in points.values() if not one.is_bonus)
    unprompted = dict.fromkeys(points, 0.0)
    for turn in turns:
        for one in (*turn.standing.verdicts, *turn.also):
            if one.point_id in points and one.point_id != turn.ask.point_id:
                before = 0.0 if takes_back(one) else unprompted[one.point_id]
                unprompted[one.point_id] = max(before, one.points)
    stands = standing(turns)
    told = {point_id: max(unprompted[point_id], stands[point_id].points) for point_id in points}
    total = _with_bonus(unprompted, stands)
    needed = sum(unprompted[point_id] for point_id, one in points.items() if not one.is_bonus)
    return Earned(total, _with_bonus(told, stands), possible, bonus=total - needed)


def _with_bonus(points: Mapping[str, float], stands: Standing) -> float:
    """The sum of what each point earned, in which a bonus makes up for what is missed, but not for what hints cost."""
    needed = {point_id: got for point_id, got in points.items() if not stands[point_id].is_bonus}
    return min(sum(points.values()), sum(max(got, stands[point_id].most) for point_id, got in needed.items()))
