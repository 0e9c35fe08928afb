"""What is said to an answer beside its grade.

How a second try differs, what a project's documents say otherwise, where a thread ended. Decides the sentences;
what a grade tells is in app/interview/results/reply.py.
"""

from app.interview.flows.asking import said_nothing
from app.interview.flows.deep_dive import end_of_knowledge
from app.interview.interview import Interview
from app.interview.project_evidence import TOLD_AT_ONCE
from app.interview.requests.retry import Difference, difference
from app.interview.turn import Turn
from ingest.bank.taxonomy import Stage

MOST_BESIDE = 3
FIRST_STANDS = "Then your first answer stands."


def remarks(interview: Interview, turn: Turn) -> list[str]:
    """The sentences to the last turn of an interview, as it stands after it."""
    said = []
    if turn.ask.retry_of:
        said.append(FIRST_STANDS if said_nothing(turn.grade) else _compared(tried_again(interview, turn)))
    said += [one.told for one in turn.beside if one.kind in TOLD_AT_ONCE][:MOST_BESIDE]
    stage = interview.question(turn.ask.question_id).stage
    if stage is Stage.DEEP_DIVE and not turn.ask.is_aside and not interview.is_open(turn.ask.question_id):
        said += where_it_ended(interview, turn.ask.question_id)
    return said


def tried_again(interview: Interview, turn: Turn) -> Difference:
    """How a second try differs from the first answer."""
    first = next((one for one in interview.turns if one.ask.number == turn.ask.retry_of), None)
    return Difference((), ()) if first is None else difference(first.standing, turn.standing)


def where_it_ended(interview: Interview, question_id: str) -> list[str]:
    """Where the candidate was at the end of what they know of a thread; nothing where they were not."""
    turn = end_of_knowledge(interview, question_id)
    if turn is None:
        return []
    return [f"Here your knowledge of this thread ended, which every thread comes to: at “{turn.ask.text}”"]


def _compared(found: Difference) -> str:
    lines = ["Compared with your first try:"]
    lines += [f"- now said: {point}" for point in found.gained]
    lines += [f"- no longer said: {point}" for point in found.lost]
    return "\n".join(lines) if len(lines) > 1 else "No difference to your first try."
