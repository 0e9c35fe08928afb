"""The system design: a dialogue in which the candidate designs and the interviewer asks what is still open. Pure.

Decides that the design may come in as many messages as the candidate wants: a phase that nothing was said of is asked
for, one after another, until the candidate says that it is all; then what the whole design misses most is probed. The
phases that are open are seen by app/delivery and come with the turn.
"""

from datetime import datetime

from app.interview.flows.asking import is_skipped, next_question, number_after, probe, probeable, said_nothing
from app.interview.grade import GateReason
from app.interview.interview import Interview
from app.interview.levels import demands
from app.interview.requests.finished import is_done
from app.interview.turn import Ask, TurnKind

# The phases of a design in their order, and how each is asked for: in words that fit a campaign, which serves nobody,
# and a cluster, which learns from no data.
PHASES = {
    "requirements": "Before you go on: what must it do, for whom, and what do you take as given?",
    "estimate": "How large is it: requests, data, memory, cost? Do the arithmetic aloud.",
    "high level": "Which parts does it have, and how does a request go through them?",
    "data and model": "Which data does it need, and which model or method do you take, and why?",
    "serving and scale": "How does it run, and what do you do when there is much more for it to do?",
    "evaluation": "How do you know that it works, before the launch and after it?",
    "failure": "What can fail, on the first day and later, and what happens then?",
}
# A diagram alone reads as no language, and begins a design all the same.
NOTHING = frozenset((GateReason.EMPTY, GateReason.NO_ANSWER))
# So many messages of a design are taken before the interviewer begins to probe.
MOST_MESSAGES = 8


def after_answer(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the last answer; None at the end."""
    turn = so_far.turns[-1]
    question = so_far.question(turn.ask.question_id)
    turns = so_far.turns_of(question.id)
    if turn.grade.gate is not None and turn.grade.gate.reason in NOTHING and not turn.ask.is_follow_up:
        return next_question(so_far, now)
    if not turn.grade.is_graded and not turn.ask.is_follow_up:
        return next_question(so_far, now)
    is_designing = not any(one.ask.point_id for one in turns)
    # Who leaves one part goes on with the next; who leaves two has no more to tell of it.
    has_more = not said_nothing(turn.grade) or (is_skipped(turn) and not is_skipped(turns[-2]))
    if is_designing and has_more and not is_done(turn.answer) and len(turns) < MOST_MESSAGES:
        asked = {one.ask.about for one in turns}
        for phase, words in PHASES.items():
            if phase in turn.missing and phase not in asked:
                return Ask(number_after(so_far), TurnKind.FOLLOW_UP, question.id, words, about=phase, asked_utc=now)
    probed = sum(bool(one.ask.point_id) for one in turns)
    if probed < demands(so_far.course.level).probes:
        points = probeable(so_far, question)
        if points:
            return probe(so_far, question, points[0], now)
    return next_question(so_far, now)
