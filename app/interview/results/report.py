"""The report of a round: what its word rests on, strongest and weakest, what to read, what was said when. Pure.

Decides what is told as strongest and weakest, with the candidate's words, and how sure the hiring word is: how likely
it is that a person's points, believed one by one, would come to the same word. It is told in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import erf, inf, sqrt

from app.interview.citation import Citation
from app.interview.grade import Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.levels import demands, word_at
from app.interview.project_evidence import Beside
from app.interview.results.compared import SecondChair, second_chair
from app.interview.results.scorecard import Scorecard, scorecard
from app.interview.turn import Ask, Turn, TurnKind
from ingest.bank.taxonomy import Level

MOST_TOLD = 3
# From how likely a hiring word is firm, and from how likely it is more likely than the others together.
SURELY, MORE_LIKELY_THAN_NOT = 0.8, 0.5
FIRM = "“{word}” is firm: the coach is sure of nearly every point."
LIKELY = "“{word}” is likely, and no more: where the coach is not sure of a point, it could be one step off."
CLOSE = "“{word}” is a close call: the coach is not sure of several points, and the step beside it is as likely."


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


@dataclass(frozen=True)
class Line:
    """Something said: when, by whom, and for an answer what it earned."""

    at_utc: datetime
    who: str
    text: str
    earned: float | None = None
    possible: int | None = None


@dataclass(frozen=True)
class Report:
    """A round. `sure` is how likely the hiring word is, 0..1; None where nothing was graded. `firm` tells it in words.

    `beside` sets what was said of a project beside what its documents say and its history shows; `project` is its name.
    `loop` is the name of the loop whose rounds it tells of, empty for one round; `chair` is what somebody has heard who
    sat beside the coach, None where nobody did.
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


def report(interview: Interview) -> Report:
    """The report of an interview, ended or not."""
    card = scorecard(interview)
    told = [(turn, one) for turn in interview.turns if not turn.ask.is_aside for one in turn.standing.verdicts]
    sure = _sure(interview, card)
    last = interview.ended_utc or (interview.turns[-1].answered_utc if interview.turns else interview.started_utc)
    return Report(
        id=interview.id,
        stage=interview.stage.value,
        topics=tuple(topic.value for topic in interview.topics),
        started_utc=interview.started_utc,
        ended_utc=interview.ended_utc,
        minutes=(last - interview.started_utc).total_seconds() / 60,
        card=card,
        sure=sure,
        strongest=_strongest(told),
        weakest=_weakest(told),
        read=_read(card),
        transcript=_transcript(interview),
        project=interview.course.project_name,
        beside=tuple(one for turn in interview.turns for one in turn.beside),
        chair=second_chair(interview),
        loop=interview.course.loop,
        firm=_firm(sure, card),
    )


def _strongest(told: Sequence[tuple[Turn, Verdict]]) -> tuple[Told, ...]:
    met = [(turn, one) for turn, one in told if one.state is VerdictState.MET and one.evidence is not None]
    met.sort(key=lambda pair: (-pair[1].weight, -pair[1].probability))
    return tuple(_told(turn, one) for turn, one in met[:MOST_TOLD])


def _weakest(told: Sequence[tuple[Turn, Verdict]]) -> tuple[Told, ...]:
    """The points that cost most: what was contradicted before what was missed before what was half said."""
    order = [VerdictState.CONTRADICTED, VerdictState.NOT_MET, VerdictState.PARTLY_MET]
    said = {(turn.ask.question_id, one.point_id) for turn, one in told if one.state is VerdictState.MET}
    missed = [
        (turn, one)
        for turn, one in told
        if one.is_missed and turn.ask.kind is TurnKind.QUESTION and (turn.ask.question_id, one.point_id) not in said
    ]
    missed.sort(key=lambda pair: (-pair[1].weight, order.index(pair[1].state)))
    return tuple(_told(turn, one) for turn, one in missed[:MOST_TOLD])


def _told(turn: Turn, verdict: Verdict) -> Told:
    quote = "" if verdict.evidence is None else verdict.evidence.quote
    ask, state = turn.ask, verdict.state.value
    return Told(ask.number, ask.question_id, verdict.point, verdict.weight, state, quote, verdict.is_unsure)


def _read(card: Scorecard) -> tuple[Citation, ...]:
    """The passages that teach most of what was missed, by weight."""
    weights: dict[tuple[str, int], int] = {}
    passages: dict[tuple[str, int], Citation] = {}
    for missed in card.review:
        if missed.citation is not None:
            place = missed.citation.document, missed.citation.start
            weights[place] = weights.get(place, 0) + missed.weight
            passages.setdefault(place, missed.citation)
    best = sorted(weights, key=lambda place: -weights[place])[:MOST_TOLD]
    return tuple(passages[place] for place in best)


def _sure(interview: Interview, card: Scorecard) -> float | None:
    """How likely the word is, where each point earns its weight with the probability that the grader believes in.

    The sum of many points is taken for normal.
    """
    if card.score is None:
        return None
    verdicts = [
        verdict
        for turn in interview.turns
        if turn.ask.kind is TurnKind.QUESTION and not turn.ask.is_aside and turn.standing.is_graded
        for verdict in turn.standing.verdicts
        if not verdict.is_bonus
    ]
    possible = sum(verdict.weight for verdict in verdicts)
    mean = sum(verdict.weight * verdict.probability for verdict in verdicts) / possible
    spread = sqrt(sum(one.weight**2 * one.probability * (1 - one.probability) for one in verdicts)) / possible
    low, high = _band(card.score, interview.course.level)
    return _below(high, mean, spread) - _below(low, mean, spread)


def _firm(sure: float | None, card: Scorecard) -> str:
    """What it means for the candidate that the word is so likely; empty where nothing was graded."""
    if sure is None or card.hiring is None:
        return ""
    told = FIRM if sure >= SURELY else LIKELY if sure >= MORE_LIKELY_THAN_NOT else CLOSE
    return told.format(word=card.hiring.word.capitalize())


def _band(score: float, level: Level | None) -> tuple[float, float]:
    """The scores that earn the same word at a level; the lowest and the highest word are open."""
    word, scale = word_at(score, level).word, demands(level).scale
    low = next(step.from_score for step in scale if step.word == word)
    higher = [step.from_score for step in scale if step.from_score > low]
    return (low if low > 0 else -inf), min(higher, default=inf)


def _below(value: float, mean: float, spread: float) -> float:
    if spread == 0:
        return float(value > mean)
    return 0.5 * (1 + erf((value - mean) / (spread * sqrt(2))))


def _transcript(interview: Interview) -> tuple[Line, ...]:
    lines = []
    at = interview.started_utc
    for turn in interview.turns:
        lines.append(Line(at, _asker(turn.ask), turn.ask.text))
        at = turn.answered_utc
        grade = turn.standing
        is_graded = grade.is_graded and grade.possible > 0
        earned, possible = (grade.earned, grade.possible) if is_graded else (None, None)
        lines.append(Line(at, "candidate", turn.answer, earned, possible))
    open_ask = interview.ask or interview.unanswered
    return tuple(lines) if open_ask is None else (*lines, Line(at, _asker(open_ask), open_ask.text))


def _asker(ask: Ask) -> str:
    return "second interviewer" if ask.chair else "interviewer"
