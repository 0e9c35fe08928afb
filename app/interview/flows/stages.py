"""Which flow each stage has, and what is asked next in an interview. Pure.

Decides that a loop goes by the stage of the question that was asked, and that an exam whose time is up takes the
answer that was begun and then ends, or goes on to its next round.
"""

from collections.abc import Mapping
from datetime import datetime

from app.interview.flows import behavioural, deep_dive, project_review, screening, system_design
from app.interview.flows.asking import Next
from app.interview.interview import Interview
from app.interview.turn import Ask
from ingest.bank.taxonomy import Stage

FLOWS: Mapping[Stage, Next] = {
    Stage.SCREENING: screening.after_answer,
    Stage.PROJECT_REVIEW: project_review.after_answer,
    Stage.DEEP_DIVE: deep_dive.after_answer,
    Stage.SYSTEM_DESIGN: system_design.after_answer,
    Stage.BEHAVIOURAL: behavioural.after_answer,
}


def next_ask(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the answer that was heard last; None at the end."""
    return FLOWS[so_far.question(so_far.turns[-1].ask.question_id).stage](so_far, now)
