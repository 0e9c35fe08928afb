"""The project review: one project of the candidate for the whole round. Pure.

Decides which questions can be asked about whatever project it is, that the first turn tells which one it is, and how
often each is followed up: the story of the project until its main parts are told, every later question once, and
nothing that a question still to come asks anyway. Which words of earlier answers come back in a later question is for
app/asking.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from app.interview.flows.asking import (
    follow_ups,
    is_skipped,
    next_question,
    number_after,
    probe,
    probeable,
    said_nothing,
)
from app.interview.interview import Interview
from app.interview.turn import Ask, Turn, TurnKind
from ingest.bank.questions import Question
from ingest.language.content_words import content_stems

# The question that asks for the project: problem, data, baseline, approach, result.
OPENING = "project-walk-through-proudest"
OPENING_OF = "Walk me through {name}, from the problem to the result: the data, what it had to beat, and your own part."
# What the ids of questions begin with that were drawn from the candidate's own documents or git history.
OF_DOCUMENTS = "of-project-"
# Asked of the project that is talked about; "tell me about a project in which ..." would begin another one.
OF_THE_PROJECT = re.compile(
    r"\b(?:your|this) (?:last )?project\b|\byou could start this project\b|^in a project of yours\b", re.IGNORECASE
)
OTHER_PROJECT = re.compile(r"\b(?:tell me about an?|walk me through an?|describe an?|take an?)\b", re.IGNORECASE)
MOST_OF_THE_STORY, MOST_LATER = 3, 1
# A word that so many other questions have names the subject of none.
MOST_SHARING = 2
# Who names no project at first is told what would do.
WHICH = (
    "It need not be from a job: a course project, a thesis or something that you built on your own will do. "
    "Which one shall we talk about, and what was it for?"
)
WHICH_ABOUT = "project"
FEW_WORDS = 25


def asks_about_any_project(question: Question) -> bool:
    """Whether a question can be asked about the project that is talked about, whatever it is."""
    return OF_THE_PROJECT.search(question.text) is not None and OTHER_PROJECT.search(question.text) is None


def is_of_documents(question: Question) -> bool:
    """Whether a question was drawn from the documents or the history of a project; it quotes them."""
    return question.id.startswith(OF_DOCUMENTS)


def opening_of(opening: Question, name: str) -> Question:
    """The question that asks for the project, where it is known which one: no other wording fits it."""
    return opening.model_copy(update={"text": OPENING_OF.format(name=name), "variants": ()})


def of_one_project(questions: Sequence[Question]) -> list[Question]:
    """The questions that can all be asked about one project; all of them where none can."""
    return [one for one in questions if one.id != OPENING and asks_about_any_project(one)] or list(questions)


def subject_of(question: Question, bank: Sequence[Question]) -> frozenset[str]:
    """The words of a question on the project, as stems, that tell it from the others: "baseline", "labels"."""
    texts = [content_stems(one.text) for one in bank if one.id != question.id and asks_about_any_project(one)]
    return frozenset(
        stem for stem in content_stems(question.text) if sum(stem in text for text in texts) < MOST_SHARING
    )


def after_answer(so_far: Interview, now: datetime) -> Ask | None:
    """What to ask after the last answer; None at the end."""
    turn = so_far.turns[-1]
    question = so_far.question(turn.ask.question_id)
    most = MOST_OF_THE_STORY if question.id == OPENING else MOST_LATER
    asked = follow_ups(so_far, question.id)
    if question.id == OPENING and asked == 0 and _names_none(turn):
        number = number_after(so_far)
        return Ask(number, TurnKind.FOLLOW_UP, question.id, WHICH, about=WHICH_ABOUT, asked_utc=now)
    if not said_nothing(turn.grade) and asked < most:
        points = [one for one in probeable(so_far, question) if not _comes_later(so_far, question, one.follow_up)]
        if points:
            return probe(so_far, question, points[0], now)
    return next_question(so_far, now)


def _names_none(turn: Turn) -> bool:
    """Whether the answer to the opening tells of no project: a few words, and nothing in them."""
    words = len(turn.answer.split())
    return turn.grade.is_graded and turn.grade.earned == 0 and 0 < words <= FEW_WORDS and not is_skipped(turn)


def _comes_later(so_far: Interview, question: Question, follow_up: str) -> bool:
    """Whether a question that is still to come asks the same of the project: all that the follow-up speaks of."""
    asked = content_stems(follow_up)
    at = [one.id for one in so_far.plan].index(question.id) + 1
    return bool(asked) and any(asked <= content_stems(one.text) for one in so_far.plan[at:])
