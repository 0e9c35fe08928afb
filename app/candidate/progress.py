"""How far somebody has come: skills over time, points missed and since earned, time spent, calibration, the next step.

Decides what each figure is read from; nothing here words more than the one sentence of the next step.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.candidate.candidate import Memory
from app.candidate.cards import Rating
from app.candidate.events import AnswerEvent, AppealEvent, Event, ReviewEvent
from app.candidate.skills import Skill
from ingest.bank.taxonomy import Topic

BINS = 5
# A skill is told of a topic that was asked about, and a step is named after one that is sure enough.
IN_HAND = 0.7


@dataclass(frozen=True)
class SkillPoint:
    """A skill as it stood: the share of the points of a medium question that was expected."""

    at_utc: datetime
    share: float


@dataclass(frozen=True)
class TopicProgress:
    """A topic: the share that is expected now, where it lies in nine of ten cases, the answers, how it came so."""

    topic: str
    share: float
    low: float
    high: float
    answers: int
    history: tuple[SkillPoint, ...]


@dataclass(frozen=True)
class CalibrationBin:
    """Answers of which somebody was about as sure: how sure on average, and the share of the points they earned."""

    count: int
    sure: float
    credit: float


@dataclass(frozen=True)
class Calibration:
    """How well somebody knows what they know. `gap` is how much surer they were than right; None where never told."""

    told: int
    gap: float | None
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True)
class Progress:
    """All of it. `missed` and `earned` count points: ever missed, and of these said since.

    `interviews` are those with an answer. `next_topic` is the topic that the next step is to practise; "" for none.
    `next_due_utc` is when the first card that is not due comes; None where there is none.
    """

    answers: int
    reviews: int
    interviews: int
    seconds: float
    missed: int
    earned: int
    due: int
    cards_in_all: int
    topics: tuple[TopicProgress, ...]
    calibration: Calibration
    next_step: str
    next_topic: str = ""
    next_due_utc: datetime | None = None


def progress(memory: Memory, events: Sequence[Event], now: datetime) -> Progress:
    """What has become of somebody by the events, in their order."""
    answers = [one for one in events if isinstance(one, AnswerEvent)]
    reviews = [one for one in events if isinstance(one, ReviewEvent)]
    missed, earned = _missed_and_earned(events)
    due = sum(card.is_due(now) for card in memory.cards.values())
    topics = _topics(memory, answers, now)
    return Progress(
        answers=len(answers),
        reviews=len(reviews),
        interviews=len({one.interview_id for one in answers}),
        seconds=sum(one.seconds for one in answers) + sum(one.seconds for one in reviews),
        missed=len(missed),
        earned=len(missed & earned),
        due=due,
        cards_in_all=len(memory.cards),
        topics=topics,
        calibration=calibration(_told([*answers, *reviews])),
        next_step=_next_step(due, topics),
        next_topic=topics[0].topic if _is_to_practise(due, topics) else "",
        next_due_utc=min((card.due_utc for card in memory.cards.values() if not card.is_due(now)), default=None),
    )


def calibration(told: Sequence[tuple[float, float]]) -> Calibration:
    """How sure somebody was beside what they earned, both 0..1."""
    bins: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for sure, credit in told:
        bins[min(int(sure * BINS), BINS - 1)].append((sure, credit))
    rows = tuple(
        CalibrationBin(
            len(rows), sum(sure for sure, _ in rows) / len(rows), sum(credit for _, credit in rows) / len(rows)
        )
        for _, rows in sorted(bins.items())
    )
    gap = sum(sure - credit for sure, credit in told) / len(told) if told else None
    return Calibration(len(told), gap, rows)


def _missed_and_earned(events: Sequence[Event]) -> tuple[set[str], set[str]]:
    """Cards of points that were ever missed, and those whose last word was that they were said."""
    missed: set[str] = set()
    earned: set[str] = set()
    for event in events:
        if isinstance(event, AnswerEvent):
            missed |= set(event.missed)
            earned = (earned - set(event.missed)) | set(event.earned)
        elif isinstance(event, AppealEvent):
            earned |= set(event.earned)
        elif isinstance(event, ReviewEvent):
            missed.add(event.card_id)
            is_known = event.rating in {Rating.GOOD, Rating.EASY}
            earned = earned | {event.card_id} if is_known else earned - {event.card_id}
    return missed, earned


def _topics(memory: Memory, answers: Sequence[AnswerEvent], now: datetime) -> tuple[TopicProgress, ...]:
    """The topics that were asked about, the weakest first."""
    history: dict[str, list[SkillPoint]] = defaultdict(list)
    for one in answers:
        if one.skill is not None and one.sd is not None:
            history[one.topic].append(SkillPoint(one.at_utc, Skill(one.skill, one.sd).share()))
    counts = {topic: sum(one.topic is topic for one in memory.candidate.answers) for topic in memory.candidate.topics}
    found = []
    for topic, skill in memory.candidate.skills(now).items():
        if counts.get(topic):
            low, high = skill.between()
            found.append(
                TopicProgress(topic.value, skill.share(), low, high, counts[topic], tuple(history[topic.value]))
            )
    return tuple(sorted(found, key=lambda one: one.share))


def _told(rows: Sequence[AnswerEvent | ReviewEvent]) -> list[tuple[float, float]]:
    """How sure somebody was and what they earned, where both are known."""
    return [(one.sure, one.credit) for one in rows if one.sure is not None and one.credit is not None]


def _next_step(due: int, topics: Sequence[TopicProgress]) -> str:
    if due:
        return f"Review {'the card' if due == 1 else f'the {due} cards'} that {'is' if due == 1 else 'are'} due."
    if not topics:
        return "Take a first interview: a technical screening of four questions shows where to begin."
    if not _is_to_practise(due, topics):
        return "Try a round that you have not tried yet: you are good at all that was asked so far."
    weakest = topics[0]
    share, topic = f"{100 * weakest.share:.0f} %", Topic(weakest.topic).spelled
    return f"Practise {topic}, your weakest topic: you would earn about {share} of its points now."


def _is_to_practise(due: int, topics: Sequence[TopicProgress]) -> bool:
    """Whether the weakest topic is the next step: nothing is due, and it is not in hand yet."""
    return not due and bool(topics) and topics[0].share < IN_HAND
