"""The behavioural round: a story, and what it still lacks. Pure.

Decides that what is missing is what is asked for: a point that the question wants as evidence, most urgent first, and
where the points are told an element of the story itself (STAR) or a kind of evidence that any story needs: a number,
the candidate's own part, what was learned. What a story lacks is seen by app/delivery and comes with the turn.
"""

from datetime import datetime

from app.interview.flows.asking import (
    all_said,
    follow_ups,
    is_skipped,
    next_question,
    number_after,
    probe,
    probeable,
    said_nothing,
)
from app.interview.interview import Interview
from app.interview.levels import demands
from app.interview.standing_verdicts import is_met, standing_of
from app.interview.turn import Ask, TurnKind
from ingest.bank.questions import KeyPoint, Question

# What is asked for what a story lacks, in the order in which it is asked.
ASKED_FOR = {
    "result": "What came of it in the end?",
    "action": "What did you do about it, step by step?",
    "own part": "You say “we”. What of this did you do yourself?",
    "number": "Can you put a number on it: how much, how many, how long?",
    "lesson": "What did you learn from it, and what do you do differently since?",
    "task": "What exactly was your task in this?",
    "situation": "Where was this, and what was the setting?",
}
# Of these the parts of a story itself.
ELEMENTS = frozenset(("situation", "task", "action", "result"))
# Words of a key point that show which kind of evidence it wants.
KIND_WORDS = {
    "result": ("result", "outcome", "what came of", "what became"),
    "action": ("what i did", "i changed", "step"),
    "own part": ("own part", "my own", "i did"),
    "number": ("number", "how much", "measur"),
    "lesson": ("learn", "since then", "lesson", "differently", "different since", "changed since"),
    "task": ("task", "goal", "my job"),
    "situation": ("situation", "setting"),
}
# Below this many words there is no story yet that could lack something.
STORY_WORDS = 40


def after_answer(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the last answer; None at the end."""
    turn = so_far.turns[-1]
    question = so_far.question(turn.ask.question_id)
    is_first = not turn.ask.is_follow_up
    if (is_first and said_nothing(turn.grade)) or is_skipped(turn) or follow_ups(so_far, question.id) >= _most(so_far):
        return next_question(so_far, now)
    return _missing_point(so_far, question, now) or _missing_kind(so_far, question, now) or next_question(so_far, now)


def _most(so_far: Interview) -> int:
    return demands(so_far.course.level).probes


def lacking_still(so_far: Interview) -> tuple[str, ...]:
    """What the story of the last turn lacks, in the order in which it was found.

    What a point tells that was made is not lacking, whatever the cues say; and a story that made all of them has its
    elements, of which the cues see fewer than the reader.
    """
    question = so_far.question(so_far.turns[-1].ask.question_id)
    stands = standing_of(so_far, question.id)
    made = {kind_of(point) for point in question.key_points if is_met(stands, point.id)}
    if all_said(question.key_points, stands):
        made |= ELEMENTS
    return tuple(kind for kind in so_far.turns[-1].missing if kind not in made)


def _missing_point(so_far: Interview, question: Question, now: datetime) -> Ask | None:
    """The most urgent point that is missing; before it those that want what the story lacks altogether."""
    missing = so_far.turns[-1].missing
    points = probeable(so_far, question)
    wanted = [point for point in points if kind_of(point) in missing]
    chosen = wanted or points
    return probe(so_far, question, chosen[0], now) if chosen else None


def _missing_kind(so_far: Interview, question: Question, now: datetime) -> Ask | None:
    """The first kind of evidence that the story lacks and that was not asked for yet."""
    asked = {turn.ask.about for turn in so_far.turns_of(question.id)}
    lacking = lacking_still(so_far)
    told = sum(len(turn.answer.split()) for turn in so_far.turns_of(question.id))
    if told < STORY_WORDS:
        return None
    for kind, words in ASKED_FOR.items():
        if kind in lacking and kind not in asked:
            return Ask(number_after(so_far), TurnKind.FOLLOW_UP, question.id, words, about=kind, asked_utc=now)
    return None


def kind_of(point: KeyPoint) -> str:
    """The kind of evidence that a point wants; empty where it is none of these."""
    text = point.text.lower()
    return next((kind for kind, words in KIND_WORDS.items() if any(word in text for word in words)), "")
