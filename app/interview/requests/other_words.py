"""What is asked now, said in other words. Pure.

Decides that a question has the wordings of the bank and a follow-up none, and how far it is explained beforehand.
"""

from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.turn import Ask
from ingest.errors import Conflict

UNTOLD = (
    "More than that is not told before the answer: say how you understand it and answer that; an interviewer would "
    "take it so too."
)
NO_VARIANT = "It cannot be put in other words than these: {text}"


def rephrased(interview: Interview) -> str:
    """What is asked now in other words: the question's variants one after another."""
    ask = _ask(interview)
    question = interview.question(ask.question_id)
    if ask.is_follow_up:
        return NO_VARIANT.format(text=ask.text) + f" It goes on from: {question.text}"
    given = sum(one.command is Command.REPHRASE for one in interview.course.of_turn(ask.number))
    if not question.variants:
        return NO_VARIANT.format(text=ask.text)
    return question.variants[given % len(question.variants)]


def clarified(interview: Interview) -> str:
    """What is said to who asks what a question means and there is no fact to give."""
    ask = _ask(interview)
    question = interview.question(ask.question_id)
    if ask.is_follow_up:
        told = f"It goes on from: {question.text} What is asked of it is this alone: {ask.text}"
    else:
        told = f"In other words: {question.variants[0] if question.variants else ask.text}"
    return f"{told} {UNTOLD}"


def _ask(interview: Interview) -> Ask:
    if interview.ask is None:
        raise Conflict("this interview has ended; start another one")
    return interview.ask
