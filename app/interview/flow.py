"""What is asked after a graded answer: the seam where the stages of an interview differ. Pure.

Decides when a follow-up comes and which point it asks about, and when the interview is over. A stage that goes on in
another way gets another value in FLOWS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.interview.grade import GateReason, Grade, Verdict
from app.interview.interview import Interview
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage


@dataclass(frozen=True)
class Flow:
    """One question of the plan after another, each followed up once at most.

    An interviewer who has asked twice knows the answer. `closed_by`: after an answer that the gate has stopped for
    one of these reasons there is nothing to follow up on; the reply teaches, and the interview goes on.
    """

    closed_by: frozenset[GateReason]

    def next(self, interview: Interview, grade: Grade, now: datetime) -> Ask | None:  # noqa: ARG002
        """What to ask after this grade of what is asked now: a follow-up, the next question, or None at the end.

        `now` is for stages that go by the clock; this flow does not.
        """
        ask = interview.ask
        if ask is None:
            return None
        number = ask.number + 1
        point = None if ask.is_follow_up else self.point_to_probe(interview.question(ask.question_id), grade)
        if point is not None:
            return Ask(number, TurnKind.FOLLOW_UP, ask.question_id, point.follow_up, point.id)
        following = interview.question_after(ask.question_id)
        return None if following is None else Ask(number, TurnKind.QUESTION, following.id, following.text)

    def point_to_probe(self, question: Question, grade: Grade) -> KeyPoint | None:
        """The heaviest point that was missed or left vague and has a follow-up; None where there is none."""
        if not grade.is_graded or (grade.gate is not None and grade.gate.reason in self.closed_by):
            return None
        probes = {point.id: point for point in question.key_points if point.follow_up}
        missed = [verdict for verdict in grade.verdicts if verdict.is_missed and verdict.point_id in probes]
        return probes[max(missed, key=_urgency).point_id] if missed else None


def _urgency(verdict: Verdict) -> tuple[int, float]:
    # Among points of equal weight, ask about the one the answer came closest to: there a hint helps most.
    return verdict.weight, verdict.probability


ONE_FOLLOW_UP = Flow(closed_by=frozenset((GateReason.EMPTY, GateReason.NO_ANSWER, GateReason.NOT_LANGUAGE)))
FLOWS: Mapping[Stage, Flow] = {
    Stage.SCREENING: ONE_FOLLOW_UP,
    Stage.PROJECT_REVIEW: ONE_FOLLOW_UP,
    Stage.DEEP_DIVE: ONE_FOLLOW_UP,
    Stage.SYSTEM_DESIGN: ONE_FOLLOW_UP,
    Stage.BEHAVIOURAL: ONE_FOLLOW_UP,
}
