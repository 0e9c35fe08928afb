"""What the level of a job asks of an interview: its questions, how deep it goes, and the bar of the hiring word. Pure.

Decides, for each level, which points of a question are missed and which are more than is asked for, how many
follow-ups go down a thread, and from which share of the points a word of the hiring scale is said, each with its
anchor. The shares are judgements, written down so that they can be argued with; nobody has measured them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.interview.grade import HIRING_SCALE, NO_POINTS, HiringWord
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Level

ORDER = list(Level)


@dataclass(frozen=True)
class Demands:
    """What a level asks for: follow-ups down one thread, follow-ups on a story, and its hiring scale."""

    depth: int
    probes: int
    scale: tuple[HiringWord, ...]


def _scale(
    shares: tuple[float, float, float, float], anchors: tuple[str, str, str, str, str]
) -> tuple[HiringWord, ...]:
    words = [step.word for step in HIRING_SCALE]
    return tuple(
        HiringWord(word, share, anchor) for word, share, anchor in zip(words, (*shares, 0.0), anchors, strict=True)
    )


DEMANDS: dict[Level, Demands] = {
    Level.JUNIOR: Demands(
        2,
        2,
        _scale(
            (0.8, 0.6, 0.4, 0.15),
            (
                "the basics are there without help, and their reasons",
                "most of the basics are there; what is missing can be taught on the job",
                "about half of the basics are there",
                "some of the basics are there; too much would have to be taught first",
                "most of the basics are missing",
            ),
        ),
    ),
    Level.MID: Demands(
        3,
        2,
        _scale(
            (0.85, 0.65, 0.45, 0.2),
            (
                "could take over a component alone: what matters is said, with reasons",
                "could do most of the work alone; some gaps are left",
                "about half of what working alone takes is said",
                "some of what working alone takes is said; would need close guidance",
                "a little of what working alone takes is said; most is missing",
            ),
        ),
    ),
    Level.SENIOR: Demands(
        4,
        3,
        _scale(
            (0.85, 0.7, 0.5, 0.25),
            (
                "could lead such work: trade-offs, failures and numbers are said without being asked",
                "could lead most of such work; few gaps are left, and none at its heart",
                "half of what leading such work takes is said; the other half had to be asked for or is missing",
                "knows parts of such work; could not be left to lead",
                "too little is said for somebody who leads",
            ),
        ),
    ),
    Level.STAFF: Demands(
        5,
        3,
        _scale(
            (0.9, 0.75, 0.55, 0.3),
            (
                "could set the direction for several teams: nearly nothing that matters is missing",
                "could set the direction with little advice",
                "leads a project, and does not yet set a direction",
                "knows much of what matters; far from setting a direction",
                "too little is said for somebody who sets a direction",
            ),
        ),
    ),
}
# Where no level was chosen all points count, and threads go as deep as for a mid level.
DEFAULT = Demands(3, 2, HIRING_SCALE)


def demands(level: Level | None) -> Demands:
    """What a level asks for; where none is chosen, the default."""
    return DEFAULT if level is None else DEMANDS[level]


def word_at(score: float, level: Level | None) -> HiringWord:
    """The step of a level's hiring scale for a share of points, 0..1."""
    if score == 0:
        return NO_POINTS
    return next(step for step in demands(level).scale if score >= step.from_score)


def asked_at(bank: Iterable[Question], level: Level | None) -> list[Question]:
    """The questions that are asked at a level; a question that names none is asked at all of them."""
    return [one for one in bank if level is None or not one.levels or level in one.levels]


def at_level(question: Question, level: Level | None) -> Question:
    """The question as it is graded at a level: points of a higher one are a bonus, steps of higher ones are left out.

    A question whose points are all of a higher level is graded on all of them.
    """
    if level is None:
        return question
    points = tuple(_at(point, level) for point in question.key_points)
    if all(point.bonus for point in points):
        points = question.key_points
    steps = (
        step.model_copy(update={"key_points": tuple(_at(point, level) for point in step.key_points)})
        for step in question.thread
    )
    asked = tuple(step for step in steps if not all(point.bonus for point in step.key_points))
    return question.model_copy(update={"key_points": points, "thread": asked})


def _at(point: KeyPoint, level: Level) -> KeyPoint:
    is_higher = ORDER.index(point.level) > ORDER.index(level)
    return point.model_copy(update={"bonus": True}) if is_higher else point
