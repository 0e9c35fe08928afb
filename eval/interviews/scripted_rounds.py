"""`coach eval interviews`: scripted candidates through every round, and whether the rounds hold.

Decides what is counted: follow-ups that ask for what was said already, anything asked twice, states that are not legal,
and whether the shares of points come out in the order of the candidates.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.coach.answers.given_commands import Said
from app.coach.interviews import Given, Interviews
from app.interview.interview import Interview
from app.interview.standing_verdicts import earned
from app.interview.turn import Ask
from eval.interviews.scripted_candidates import CANDIDATES, Candidate, said_points
from ingest.bank.taxonomy import Stage

SEED = 7
MOST_MESSAGES = 80


@dataclass(frozen=True)
class Held:
    """One interview: by whom and in which stage, its share of points with follow-ups, and what was counted."""

    candidate: Candidate
    stage: Stage
    share: float
    follow_ups: int
    already_said: tuple[str, ...]
    asked_twice: int
    is_legal: bool


@dataclass(frozen=True)
class Report:
    """All interviews that were held."""

    held: Sequence[Held]

    @property
    def follow_ups(self) -> int:
        """Follow-ups that were asked."""
        return sum(one.follow_ups for one in self.held)

    @property
    def already_said(self) -> int:
        """Follow-ups that asked for what was said already."""
        return sum(len(one.already_said) for one in self.held)

    @property
    def out_of_order(self) -> int:
        """Pairs of candidates in a stage whose shares come out in the wrong order."""
        return sum(
            one.candidate.rank < other.candidate.rank and one.share < other.share
            for one in self.held
            for other in self.held
            if one.stage is other.stage
        )

    def render(self) -> str:
        """A table of shares, and the counts."""
        stages = list(dict.fromkeys(one.stage for one in self.held))
        shares: dict[str, dict[Stage, float]] = defaultdict(dict)
        for one in self.held:
            shares[one.candidate.name][one.stage] = one.share
        lines = ["| candidate | " + " | ".join(stages) + " |", "| --- |" + " --- |" * len(stages)]
        lines += [
            f"| {name} | " + " | ".join(f"{of[stage]:.2f}" if stage in of else "" for stage in stages) + " |"
            for name, of in shares.items()
        ]
        repeats = sum(one.asked_twice for one in self.held)
        broken = sum(not one.is_legal for one in self.held)
        share = self.already_said / self.follow_ups if self.follow_ups else 0.0
        lines += [
            "",
            f"{len(self.held)} interviews, {self.follow_ups} follow-ups, of which {self.already_said} ({share:.1%}) "
            f"ask for what was said; {repeats} asked twice, {broken} states that are not legal, "
            f"{self.out_of_order} pairs out of order.",
        ]
        return "\n".join(lines)


def hold_all(
    interviews: Interviews,
    stages: Sequence[Stage] = tuple(Stage),
    candidates: Sequence[Candidate] = CANDIDATES,
    questions: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Take every candidate through a round of every stage, with the same questions."""
    held = []
    for at, (stage, candidate) in enumerate((stage, one) for stage in stages for one in candidates):
        held.append(hold(interviews, stage, candidate, questions))
        if progress is not None:
            progress(at + 1, len(stages) * len(candidates))
    return Report(held)


def hold(interviews: Interviews, stage: Stage, candidate: Candidate, questions: int) -> Held:
    """Take a candidate through one round."""
    rng = random.Random(SEED)  # noqa: S311
    interview = interviews.start(stage, (), questions, SEED)
    waiting: dict[str, list[str]] = {}
    said: dict[str, set[str]] = defaultdict(set)
    asked_again: list[str] = []
    asks: list[Ask] = []
    for _ in range(MOST_MESSAGES):
        ask = interview.ask
        if ask is None:
            break
        question = interview.question(ask.question_id)
        if not asks or asks[-1].number != ask.number:
            asks.append(ask)
            if ask.point_id in said[question.id]:
                asked_again.append(f"{question.id}: {ask.point_id}")
        if question.id not in waiting:
            waiting[question.id] = candidate.first(question, rng)
        points = interview.graded_against(ask).key_points
        if waiting[question.id] and (not ask.is_follow_up or ask.about):
            message = waiting[question.id].pop(0)
        else:
            message = candidate.later(ask, points if not ask.about else ())
            if candidate.says == 1.0:
                said[question.id] |= {point.id for point in points} if ask.point_id or ask.step else set()
        outcome = interviews.say(interview.id, Given(message), ask.number)
        if isinstance(outcome, Said) and question.stage is not Stage.SYSTEM_DESIGN:
            # A short wording that was taken for a command is said once more, as an answer.
            outcome = interviews.answer(interview.id, message, ask.number)
        interview = outcome.interview
        if not isinstance(outcome, Said) and not waiting[question.id]:
            said[question.id] |= {point.id for point in said_points(candidate, question)}
    follow_ups = [ask for ask in asks if ask.is_follow_up]
    keys = [(ask.question_id, ask.step, ask.point_id, ask.about) for ask in asks]
    return Held(
        candidate,
        stage,
        _share(interview),
        len(follow_ups),
        tuple(asked_again),
        len(keys) - len(set(keys)),
        _is_legal(interview),
    )


def _share(interview: Interview) -> float:
    """The share of the points that were earned, with follow-ups."""
    found = [earned(interview.turns_of(question.id)) for question in interview.plan if interview.turns_of(question.id)]
    possible = sum(one.possible for one in found)
    return sum(one.with_follow_ups for one in found) / possible if possible else 0.0


def _is_legal(interview: Interview) -> bool:
    numbers = [turn.ask.number for turn in interview.turns]
    return interview.ask is None and numbers == list(range(1, len(numbers) + 1))
