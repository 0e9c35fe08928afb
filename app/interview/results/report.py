"""The report of a round: what its word rests on, strongest and weakest, what to read, what was said when. Pure.

Decides what is told as strongest and weakest, with the candidate's words, what was contested, and what a turn is
called.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.interview.citation import Citation
from app.interview.grade import CREDIT, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.project_evidence import Beside
from app.interview.results.certainty import chances
from app.interview.results.compared import SecondChair, second_chair
from app.interview.results.prose import joined
from app.interview.results.scorecard import RoundScore, Scorecard, ToReview, scorecard
from app.interview.results.transcript import Line, transcript
from app.interview.standing_verdicts import standing
from app.interview.turn import Ask, Turn, TurnKind

MOST_TOLD = 3
# What tells a try of a question from the other.
FIRST_TRY, AGAIN = ", first try", ", second try"


@dataclass(frozen=True)
class Told:
    """A point with what was said of it: `quote` is the candidate's words, empty where none were about it.

    `unsure`: its verdict may well be wrong, so that whoever did say it should contest it.
    """

    turn: int
    question_id: str
    point: str
    weight: int
    state: str
    quote: str
    unsure: bool = False
    is_bonus: bool = False


@dataclass(frozen=True)
class Stands:
    """What stands of a point, and what was asked when it was judged first."""

    asked: Ask
    verdict: Verdict


@dataclass(frozen=True)
class RoundReport:
    """A round of a loop: what it came to, its strongest and weakest points, and the passages to read for it."""

    score: RoundScore
    strongest: tuple[Told, ...]
    weakest: tuple[Told, ...]
    read: tuple[Citation, ...]


@dataclass(frozen=True)
class Contested:
    """A verdict that the candidate contested: with which words of the answer, and what came of it."""

    turn: int
    point: str
    sentence: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Report:
    """A round. `sure` is how likely the hiring word is, 0..1; None where nothing was graded. `firm` tells it in words.

    `beside` sets what was said of a project beside what its documents say and its history shows; `project` is its name.
    `loop` is the name of the loop whose rounds it tells of, empty for one round; `chair` is what somebody has heard who
    sat beside the coach, None where nobody did. `places` is what each turn is called, by its number. `rounds` are those
    of a loop, each with what to read; of one round that is `read`.
    """

    id: str
    stage: str
    topics: tuple[str, ...]
    started_utc: datetime
    ended_utc: datetime | None
    minutes: float
    card: Scorecard
    sure: float | None
    strongest: tuple[Told, ...]
    weakest: tuple[Told, ...]
    read: tuple[Citation, ...]
    transcript: tuple[Line, ...]
    project: str = ""
    beside: tuple[Beside, ...] = ()
    chair: SecondChair | None = None
    loop: str = ""
    firm: str = ""
    contested: tuple[Contested, ...] = ()
    places: dict[int, str] = field(default_factory=dict)
    rounds: tuple[RoundReport, ...] = ()


def report(interview: Interview) -> Report:
    """The report of an interview, ended or not."""
    card = scorecard(interview)
    told = _standings(interview)
    rounds = tuple(
        _round(score, held.question_ids, told, card)
        for score, held in zip(card.rounds, interview.course.rounds, strict=True)
    )
    last = interview.ended_utc or (interview.turns[-1].answered_utc if interview.turns else interview.started_utc)
    return Report(
        id=interview.id,
        stage=interview.stage.value,
        topics=tuple(topic.value for topic in interview.topics),
        started_utc=interview.started_utc,
        ended_utc=interview.ended_utc,
        minutes=(last - interview.started_utc).total_seconds() / 60,
        card=card,
        sure=None if card.hiring is None else chances(interview)[card.hiring.word],
        strongest=_strongest(told),
        weakest=() if card.hiring is None else _weakest(told),
        read=() if rounds else _read(card.review),
        transcript=transcript(interview),
        project=interview.course.project_name,
        beside=tuple(one for turn in interview.turns for one in turn.beside),
        chair=second_chair(interview),
        loop=interview.course.loop,
        firm=card.firm,
        contested=tuple(one for turn in interview.turns for one in _contested(turn)),
        places=_places(interview),
        rounds=rounds,
    )


def _round(score: RoundScore, ids: Sequence[str], told: Sequence[Stands], card: Scorecard) -> RoundReport:
    """A round of a loop, whose questions have those ids."""
    of_it = [one for one in told if one.asked.question_id in ids]
    read = _read([one for one in card.review if one.question_id in ids])
    return RoundReport(score, _strongest(of_it), () if score.hiring is None else _weakest(of_it), read)


def _standings(interview: Interview) -> list[Stands]:
    """What stands of each point after all answers, the questions in the order in which they were asked."""
    told = []
    for question_id in dict.fromkeys(turn.ask.question_id for turn in interview.turns):
        turns = interview.turns_of(question_id)
        asked = {one.point_id: turn.ask for turn in reversed(turns) for one in (*turn.standing.verdicts, *turn.also)}
        told += [Stands(asked[point_id], one) for point_id, one in standing(turns).items()]
    return told


def _strongest(told: Sequence[Stands]) -> tuple[Told, ...]:
    met = [one for one in told if one.verdict.state is VerdictState.MET and one.verdict.evidence is not None]
    met.sort(key=lambda one: (-one.verdict.weight, -one.verdict.probability))
    return tuple(_told(one) for one in met[:MOST_TOLD])


def _weakest(told: Sequence[Stands]) -> tuple[Told, ...]:
    """The points that cost most; of those that cost as much, what was contradicted before what was missed."""
    order = [VerdictState.CONTRADICTED, VerdictState.NOT_MET, VerdictState.PARTLY_MET]
    missed = [one for one in told if one.verdict.is_missed and one.asked.kind is TurnKind.QUESTION]
    missed.sort(key=lambda one: (-one.verdict.weight * (1 - CREDIT[one.verdict.state]), order.index(one.verdict.state)))
    return tuple(_told(one) for one in missed[:MOST_TOLD])


def _told(one: Stands) -> Told:
    verdict, evidence = one.verdict, one.verdict.evidence
    turn, quote = (one.asked.number, "") if evidence is None else (evidence.turn, evidence.quote)
    return Told(
        turn,
        one.asked.question_id,
        verdict.point,
        verdict.weight,
        verdict.state.value,
        quote,
        verdict.is_unsure,
        verdict.is_bonus,
    )


def _contested(turn: Turn) -> list[Contested]:
    return [
        Contested(
            turn.ask.number,
            one.before.point,
            joined(one.sentence),
            one.before.state.value,
            one.after.state.value,
            one.after.reason,
        )
        for one in turn.appeals
    ]


def _read(review: Sequence[ToReview]) -> tuple[Citation, ...]:
    """The passages that teach most of what was missed, those that teach most of it first."""
    weights: dict[tuple[str, int], float] = {}
    passages: dict[tuple[str, int], Citation] = {}
    for missed in review:
        if missed.citation is not None:
            place = missed.citation.document, missed.citation.start
            weights[place] = weights.get(place, 0) + missed.missing
            passages.setdefault(place, missed.citation)
    return tuple(passages[place] for place in sorted(weights, key=lambda place: -weights[place])[:MOST_TOLD])


def _places(interview: Interview) -> dict[int, str]:
    """What each turn is called: "question 2", "question 2, follow-up 1", "question 2, first try"."""
    left = interview.ask or interview.unanswered
    asks = [turn.ask for turn in interview.turns] + ([] if left is None else [left])
    positions = {question.id: at for at, question in enumerate(interview.plan, 1)}
    again = {ask.retry_of for ask in asks}
    follow_ups: dict[int, list[int]] = {}
    for ask in asks:
        if ask.is_follow_up and not ask.is_aside:
            follow_ups.setdefault(positions[ask.question_id], []).append(ask.number)
    told: dict[int, str] = {}
    for ask in asks:
        position = positions[ask.question_id]
        if ask.chair:
            told[ask.number] = "question of the interviewer"
        elif ask.retry_of:
            told[ask.number] = f"{told.get(ask.retry_of, '').removesuffix(FIRST_TRY)}{AGAIN}"
        else:
            numbers = follow_ups.get(position, [])
            at = "" if len(numbers) < 2 or not ask.is_follow_up else f" {numbers.index(ask.number) + 1}"
            follow_up = f", follow-up{at}" if ask.is_follow_up else ""
            told[ask.number] = f"question {position}{follow_up}{FIRST_TRY if ask.number in again else ''}"
    return told
