"""How sure the hiring word of an interview is: how likely each word would be by a person's points. Pure.

Decides when a word is firm, likely or a close call, and the one sentence that tells it wherever the word is shown.
"""

from collections.abc import Sequence
from math import erf, inf, sqrt

from app.interview.grade import Verdict
from app.interview.interview import Interview
from app.interview.levels import demands
from app.interview.standing_verdicts import standing
from app.interview.turn import Turn, TurnKind

# From how likely a hiring word is firm, and from how likely it is more likely than the others together.
SURELY, MORE_LIKELY_THAN_NOT = 0.8, 0.5
FIRM = "“{word}” is firm: the coach is sure of nearly every key point."
FIRM_SO_FAR = "“{word}” is firm for what was answered: the coach is sure of nearly every key point."
LIKELY = "“{word}” is likely, but “{other}” is possible: {why}."
CLOSE = "“{word}” is a close call: {why}, and “{other}” is as likely."
RANGE = "“{word}” is a close call: {why}, and anything from “{low}” to “{high}” is possible."
# Why a word is not firm. Where no point is marked as not sure, who is told of such ones would look for them in vain.
NOT_SURE, NOT_SURE_OF_ONE = "the coach is not sure of {count} key points", "the coach is not sure of a key point"
TOO_MUCH, TOO_LITTLE = "the coach may have counted too much", "the coach may have overlooked something"


def chances(interview: Interview) -> dict[str, float]:
    """How likely each hiring word is, where each point earns its weight with the probability that the grader believes.

    The sum of many points is taken for normal. Empty where nothing was graded.
    """
    verdicts = [one for question in interview.plan for one in _unprompted(interview.turns_of(question.id))]
    possible = sum(verdict.weight for verdict in verdicts)
    if not possible:
        return {}
    mean = sum(verdict.weight * verdict.probability for verdict in verdicts) / possible
    spread = sqrt(sum(one.weight**2 * one.probability * (1 - one.probability) for one in verdicts)) / possible
    told, high = {}, inf
    for step in demands(interview.course.level).scale:
        low = step.from_score if step.from_score > 0 else -inf
        told[step.word] = _below(high, mean, spread) - _below(low, mean, spread)
        high = low
    return told


def _unprompted(turns: Sequence[Turn]) -> list[Verdict]:
    """What stands of the points of a question, as the hiring word counts it; a bonus is none of them."""
    first = [turn for turn in turns if turn.ask.kind is TurnKind.QUESTION and turn.standing.is_graded]
    stands = standing(turns, unprompted=True)
    return [stands[one.point_id] for turn in first for one in turn.standing.verdicts if not one.is_bonus]


def _below(value: float, mean: float, spread: float) -> float:
    if spread == 0:
        return float(value > mean)
    return 0.5 * (1 + erf((value - mean) / (spread * sqrt(2))))


def firmness(interview: Interview, word: str, *, is_whole: bool) -> str:
    """What it means for the candidate that the word is so likely, with the word that is likeliest beside it.

    Where that word lies further off than the next step, all the steps between are as possible, and are told as a range.
    `is_whole`: whether the word rests on all questions of the plan.
    """
    likely = chances(interview)
    sure = likely[word]
    if sure >= SURELY:
        return (FIRM if is_whole else FIRM_SO_FAR).format(word=word.capitalize())
    other = max((one for one in likely if one != word), key=lambda one: likely[one])
    words = list(likely)
    high, low = sorted((word, other), key=words.index)
    why = _why(interview, is_too_much=other == low)
    if words.index(low) - words.index(high) > 1:
        return RANGE.format(word=word.capitalize(), low=low, high=high, why=why)
    return (LIKELY if sure >= MORE_LIKELY_THAN_NOT else CLOSE).format(word=word.capitalize(), other=other, why=why)


def _why(interview: Interview, *, is_too_much: bool) -> str:
    """Why a word is not firm: the points that are marked as not sure; without any, the way in which it may be wrong."""
    verdicts = (one for question in interview.plan for one in _unprompted(interview.turns_of(question.id)))
    marked = sum(one.is_unsure for one in verdicts)
    if marked:
        return NOT_SURE_OF_ONE if marked == 1 else NOT_SURE.format(count=marked)
    return TOO_MUCH if is_too_much else TOO_LITTLE
