"""Which flow each stage has, and what is asked next in an interview. Pure.

Decides that a loop goes by the stage of the question that was asked, and that an exam whose time is up takes the
answer that was begun and then ends, or goes on to its next round.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.interview.clock import round_ends
from app.interview.flows import behavioural, deep_dive, project_review, screening, system_design
from app.interview.flows.asking import Flow
from app.interview.interview import Interview
from app.interview.requests.retry import going_on
from app.interview.turn import Ask, TurnKind
from ingest.bank.taxonomy import Stage

FLOWS: Mapping[Stage, Flow] = {
    Stage.SCREENING: screening.after_answer,
    Stage.PROJECT_REVIEW: project_review.after_answer,
    Stage.DEEP_DIVE: deep_dive.after_answer,
    Stage.SYSTEM_DESIGN: system_design.after_answer,
    Stage.BEHAVIOURAL: behavioural.after_answer,
}


def next_ask(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the answer that was heard last; None at the end."""
    last = so_far.turns[-1].ask
    if last.retry_of:
        return going_on(so_far, now)
    if last.chair:
        return None if last.then is None else replace(last.then, number=last.number + 1, asked_utc=now)
    ask = FLOWS[so_far.question(last.question_id).stage](so_far, now)
    ends = round_ends(so_far, last.question_id)
    if ask is None or ends is None or now < ends:
        return ask
    return _next_round(so_far, now)


def _next_round(so_far: Interview, now: datetime) -> Ask | None:
    """The first question of the round after this one; None after the last."""
    last = so_far.turns[-1].ask
    rounds = so_far.course.rounds
    at = next((n for n, one in enumerate(rounds) if last.question_id in one.question_ids), len(rounds))
    if at + 1 >= len(rounds):
        return None
    question = so_far.question(rounds[at + 1].question_ids[0])
    return Ask(last.number + 1, TurnKind.QUESTION, question.id, question.text, asked_utc=now)
