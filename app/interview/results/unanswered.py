"""Whether an answer says nothing at all of what was asked. Pure.

Decides it by what is seen of it: no key point is made, half made or denied, no typical mistake is made, and of a story
or a design nothing is told. Who has begun, and made no point yet, is not told that it answers nothing.
"""

from app.interview.flows.behavioural import ELEMENTS
from app.interview.flows.system_design import PHASES
from app.interview.grade import NOTHING_SAID
from app.interview.interview import Interview
from app.interview.turn import Turn
from ingest.bank.taxonomy import Stage


def answers_nothing(interview: Interview, turn: Turn) -> bool:
    """Whether nothing in the answer of a turn speaks to what was asked."""
    grade = turn.standing
    if not grade.is_graded or grade.gate is not None or grade.mistakes or turn.also:
        return False
    if any(verdict.state is not NOTHING_SAID for verdict in grade.verdicts):
        return False
    if interview.question(turn.ask.question_id).stage is Stage.SYSTEM_DESIGN:
        return not PHASES.keys() - set(turn.missing)
    return grade.delivery.star_missing is None or not ELEMENTS - set(grade.delivery.star_missing)
