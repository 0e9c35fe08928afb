"""The strong answer's own words for each key point.

Decides which passage of a question's strong answer says which key point, so that whoever says it the same
way is given the point: "I say who lost what, with a number" has no word in common with a good story about a
parcel firm.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from app.grading.features.matching import Reading, read_answer
from app.grading.features.point_features import hold_against
from app.grading.prepared_question import Anchor, PreparedQuestion, StrongAnswer, prepare, texts_of, with_anchors
from app.interview.turn import edges, step_question
from ingest.bank.questions import KeyPoint, Question
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text


def prepare_with_anchors(question: Question, embedder: Embedder) -> PreparedQuestion:
    """A prepared question with an anchor for each key point; two embedding calls, made once per question."""
    prepared = prepare(question, embedder)
    if all(point.text in question.strong_answer for point in question.key_points):
        # Drawn from it word for word (drawn_points.py): an anchor would only repeat them.
        return prepared
    reading = read_answer(Text(question.strong_answer), embedder, prepared)
    match = hold_against(reading, prepared)
    nearest = prepared.best(match.fit).argmax(0)
    anchors = [
        Anchor(number, reading.text(row), reading.denials(row), reading.tokens[row], reading.vectors[row])
        for number, point in enumerate(question.key_points)
        for row in _saying(question, point, reading, int(nearest[number]))
    ]
    may_say = np.array([_touching(question, point, reading) for point in question.key_points]).T
    return with_anchors(prepared, anchors, StrongAnswer(reading.vectors, may_say))


def _saying(question: Question, point: KeyPoint, reading: Reading, nearest: int) -> list[int]:
    """The windows of the strong answer that say a point: those in a marked passage, the nearest where none is marked.

    Of a kind of evidence ("I name a habit that I have changed since") the nearest is often another: nothing in a story
    sounds like it.
    """
    if point.in_strong_answer is None:
        return [nearest]
    places = question.said_at(point)
    windows = enumerate(reading.windows)
    within = [row for row, one in windows if any(start <= one.start and one.end <= end for start, end in places)]
    # A passage may be less than what is read as one statement.
    touching = _touching(question, point, reading)
    return within or [row for row in reading.single if touching[row]]


def _touching(question: Question, point: KeyPoint, reading: Reading) -> list[bool]:
    """Of each window of the strong answer whether it touches a passage marked for a point; all do where none is."""
    if point.in_strong_answer is None:
        return [True] * len(reading.windows)
    places = question.said_at(point)
    return [any(start < one.end and one.start < end for start, end in places) for one in reading.windows]


def prepared_texts(questions: Iterable[Question]) -> Iterator[list[str]]:
    """Every text that is embedded to prepare these questions, in whichever words, their steps and their follow-ups.

    In groups: the last bits of a vector hang on what it is embedded with, so what a whole question is prepared by
    stands together as `prepare_with_anchors` has it.
    """
    return (group for question in questions for group in _groups(question) if group)


def _groups(question: Question) -> Iterator[list[str]]:
    whole = [list(texts_of(question)), _units(question)]
    yield from whole
    steps = [step_question(question, step.id) for step in (*question.thread, *edges(question))]
    others = [text for step in steps for text in (*texts_of(step), *_units(step))]
    points = [point for each in (question, *steps) for point in each.key_points]
    others += [*question.variants, *(point.follow_up for point in points if point.follow_up)]
    yield list(dict.fromkeys(text for text in others if not any(text in group for group in whole)))


def _units(question: Question) -> list[str]:
    strong = Text(question.strong_answer)
    return [strong.part(unit) for unit in strong.units]
