"""A candidate as the coach remembers them, and what a turn, a review or an appeal changes.

Decides what counts as evidence of a skill: an answer and "I do not know" do; a skipped question, pasted text and what
could not be graded do not. A design that is told in several messages counts as a whole, at its last. Decides too that a
missed point becomes a card, and that a point said later is a review of its card that went well.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.candidate.cards import BY_STATE, Card, Rating, card_id, new_card
from app.candidate.events import AnswerEvent, AppealEvent, Event, ReviewEvent
from app.candidate.skills import Answered, Skill, skills
from app.interview.flows.project_review import is_of_documents
from app.interview.grade import GateReason, VerdictState
from app.interview.interview import Interview
from app.interview.standing_verdicts import standing_of
from app.interview.turn import Turn
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import Conflict

# The candidate of a laptop, where nobody signs in; whose rows were all those that an earlier version wrote.
LOCAL = "local"
NO_EVIDENCE = {GateReason.EMPTY, GateReason.PASTES_KEY_POINTS, GateReason.REPEATS_QUESTION, GateReason.NOT_LANGUAGE}
# Longer than that between two answers, and somebody was away from the keyboard.
MOST_SECONDS = 20 * 60.0


@dataclass(frozen=True)
class Seen:
    """When a question was last asked, and how often."""

    at_utc: datetime
    times: int = 1


@dataclass(frozen=True)
class Candidate:
    """What is known of somebody. `expected` moves what is expected of a topic before the first answer, in logits.

    `goals` are topics that a job asks for.
    """

    answers: tuple[Answered, ...] = ()
    seen: dict[str, Seen] = field(default_factory=dict)
    expected: dict[Topic, float] = field(default_factory=dict)
    goals: tuple[Topic, ...] = ()

    def aiming(self, topics: Sequence[Topic]) -> "Candidate":
        """The candidate with other goals."""
        return replace(self, goals=tuple(dict.fromkeys(topics)))

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that were asked about."""
        return tuple(dict.fromkeys(one.topic for one in self.answers))

    def skills(self, now: datetime) -> dict[Topic, Skill]:
        """The skill in every topic."""
        return skills(self.answers, now, self.expected)


@dataclass(frozen=True)
class Memory:
    """All that is remembered: the candidate and their cards by id."""

    candidate: Candidate = field(default_factory=Candidate)
    cards: Mapping[str, Card] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What is to be kept: the candidate, the cards that changed, and what happened."""

    candidate: Candidate
    cards: tuple[Card, ...] = ()
    events: tuple[Event, ...] = ()


# What was remembered -> what is to be kept; called inside the transaction of what made it.
Learned = Callable[[Memory], Change]
# The id of a card -> the card as it is held.
Held = Callable[[str], Card | None]


def asked(interview: Interview) -> Learned:
    """What the start of an interview tells: its first question has been seen."""

    def learn(memory: Memory) -> Change:
        ask = interview.ask
        if ask is None:
            return Change(memory.candidate)
        return Change(_seeing(memory.candidate, ask.question_id, interview.started_utc))

    return learn


def answered(interview: Interview) -> Learned:
    """What is kept with the last turn of an interview: what its answer tells, and which question is seen next.

    A card tells a grade: of an exam all answers are kept at its end, and until then only what is asked.
    """

    def learn(memory: Memory) -> Change:
        change = Change(memory.candidate) if interview.withholds else said(interview)(memory)
        turn, ask = interview.turns[-1], interview.ask
        if ask is None or ask.question_id == turn.ask.question_id:
            return change
        return replace(change, candidate=_seeing(change.candidate, ask.question_id, turn.answered_utc))

    return learn


def said(interview: Interview) -> Learned:
    """What those answers tell of the candidate that are not kept yet: the last one, or all of an exam."""

    def learn(memory: Memory) -> Change:
        cards: dict[str, Card] = {}

        def held(identifier: str) -> Card | None:
            return cards.get(identifier) or memory.cards.get(identifier)

        change = Change(memory.candidate)
        for so_far in _untold(interview, memory.candidate):
            told = _told(so_far, change.candidate, held)
            cards.update({card.id: card for card in told.cards})
            change = Change(told.candidate, tuple(cards.values()), (*change.events, *told.events))
        return change

    return learn


def _untold(interview: Interview, candidate: Candidate) -> list[Interview]:
    """The interview as it stood after each answer that is not kept yet."""
    if not interview.course.is_exam:
        return [interview]
    # An earlier version kept each answer of an exam at once.
    kept = max((one.turn for one in candidate.answers if one.interview_id == interview.id), default=0)
    turns = interview.turns
    asks = (*(turn.ask for turn in turns[1:]), interview.ask or interview.unanswered)
    after = enumerate(zip(turns, asks, strict=False), 1)
    return [replace(interview, turns=turns[:n], ask=ask) for n, (turn, ask) in after if turn.ask.number > kept]


def _told(interview: Interview, candidate: Candidate, held: Held) -> Change:
    """What the last turn of an interview tells of the candidate.

    Nothing of a skill or a card where the answer stands beside the course, or where a design goes on; and nothing that
    was asked of a project's documents: what quotes them stays with the project.
    """
    turn = interview.turns[-1]
    question = interview.question(turn.ask.question_id)
    is_untold = turn.ask.is_aside or is_of_documents(question) or interview.goes_on(turn)
    turn = _with_design_before(interview, turn, question)
    evidence = None if is_untold else _evidence(interview, turn, question)
    if evidence is not None:
        others = (one for one in candidate.answers if not one.is_of(evidence))
        candidate = replace(candidate, answers=(*others, evidence))
    asked_for = interview.graded_against(turn.ask)
    cards, missed, earned = ((), (), ()) if is_untold else _cards(held, turn, question, asked_for)
    skill = None if question.topic is None else candidate.skills(turn.answered_utc)[question.topic]
    event = AnswerEvent(
        at_utc=turn.answered_utc,
        interview_id=interview.id,
        turn=turn.ask.number,
        question_id=question.id,
        topic="" if question.topic is None else question.topic.value,
        credit=None if evidence is None else evidence.credit,
        seconds=_seconds(interview),
        skill=None if skill is None else skill.mean,
        sd=None if skill is None else skill.sd,
        missed=missed,
        earned=earned,
        sure=turn.confidence,
    )
    return Change(candidate, cards, (event,))


def appealed(interview_id: str, turn: Turn, now: datetime) -> Learned:
    """What a turn tells once a verdict of it has been changed; `turn` holds the appeal."""

    def learn(memory: Memory) -> Change:
        score = turn.standing.score
        if score is None:
            return Change(memory.candidate)
        answers = tuple(
            replace(one, credit=score) if (one.interview_id, one.turn) == (interview_id, turn.ask.number) else one
            for one in memory.candidate.answers
        )
        point_id = turn.appeals[-1].point_id
        card = memory.cards.get(card_id(turn.ask.question_id, point_id))
        is_earned = card is not None and turn.appeals[-1].after.state is VerdictState.MET
        cards = (card.after(Rating.GOOD, now),) if is_earned and card is not None else ()
        event = AppealEvent(now, interview_id, turn.ask.number, score, tuple(one.id for one in cards))
        return Change(replace(memory.candidate, answers=answers), cards, (event,))

    return learn


def reviewed(card_id_: str, rating: Rating, now: datetime, **told: float | None) -> Learned:
    """What a review of a card tells; `told` are the event's credit, sure and seconds.

    What is returned raises Conflict where the card is gone, as after `coach forget` in another window.
    """

    def learn(memory: Memory) -> Change:
        before = memory.cards.get(card_id_)
        if before is None:
            raise Conflict("this card was deleted while it was reviewed")
        event = ReviewEvent(
            at_utc=now,
            card_id=card_id_,
            topic=before.topic,
            rating=rating,
            credit=told.get("credit"),
            sure=told.get("sure"),
            seconds=min(told.get("seconds") or 0.0, MOST_SECONDS),
            before=before,
        )
        return Change(memory.candidate, (before.after(rating, now),), (event,))

    return learn


def undone(review: ReviewEvent, memory: Memory) -> Card:
    """The card as it was before its last review.

    Raises:
        Conflict: it has changed since, in an interview.
    """
    held = memory.cards.get(review.card_id)
    if held is None or held.reviews != review.before.reviews + 1:
        raise Conflict("this card has changed since it was reviewed; the review stays")
    return review.before


def _seeing(candidate: Candidate, question_id: str, now: datetime) -> Candidate:
    before = candidate.seen.get(question_id)
    seen = Seen(now, 1 if before is None else before.times + 1)
    return replace(candidate, seen={**candidate.seen, question_id: seen})


def _with_design_before(interview: Interview, turn: Turn, question: Question) -> Turn:
    """The last message of a design with what stands of all its messages: its end may be "I do not know"."""
    if question.stage is not Stage.SYSTEM_DESIGN or turn.ask.is_aside or turn.ask.point_id or not turn.ask.is_follow_up:
        return turn
    stands = standing_of(interview, question.id)
    verdicts = tuple(stands.get(one.point_id, one) for one in turn.standing.verdicts)
    gate = None if any(one.points for one in verdicts) else turn.grade.gate
    return replace(turn, grade=replace(turn.grade, verdicts=verdicts, gate=gate), appeals=())


def _evidence(interview: Interview, turn: Turn, question: Question) -> Answered | None:
    grade = turn.standing
    if question.topic is None or grade.score is None:
        return None
    if grade.gate is not None and grade.gate.reason in NO_EVIDENCE:
        return None
    return Answered(
        interview.id,
        turn.ask.number,
        question.id,
        question.topic,
        question.difficulty,
        min(max(grade.score, 0.0), 1.0),
        sum(not verdict.is_bonus for verdict in grade.verdicts),
        turn.answered_utc,
        is_follow_up=turn.ask.is_follow_up,
    )


def _cards(
    held: Held, turn: Turn, question: Question, asked_for: Question
) -> tuple[tuple[Card, ...], tuple[str, ...], tuple[str, ...]]:
    """The cards that a turn makes or moves, and the ids of points missed and of points earned after a miss."""
    points = {point.id: point for point in (*question.key_points, *asked_for.key_points)}
    graded = turn.standing.verdicts if turn.standing.is_graded else ()
    changed: dict[str, Card] = {}
    missed: list[str] = []
    earned: list[str] = []
    for verdict in (*graded, *(one for one in turn.also if one.state is VerdictState.MET)):
        point = points.get(verdict.point_id)
        identifier = card_id(question.id, verdict.point_id)
        if point is None or identifier in changed:
            continue
        before = held(identifier)
        if before is not None:
            changed[identifier] = before.after(BY_STATE[verdict.state], turn.answered_utc)
            (missed if verdict.is_missed else earned).append(identifier)
        elif verdict.is_missed:
            changed[identifier] = new_card(question, point, turn.answered_utc)
            missed.append(identifier)
    return tuple(changed.values()), tuple(missed), tuple(earned)


def _seconds(interview: Interview) -> float:
    """Seconds from what was asked to its answer."""
    began = interview.turns[-2].answered_utc if len(interview.turns) > 1 else interview.started_utc
    return min(max((interview.turns[-1].answered_utc - began).total_seconds(), 0.0), MOST_SECONDS)
