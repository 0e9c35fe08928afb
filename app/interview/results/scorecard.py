"""The scorecard of an interview: what was earned, where, and what to study next. Pure.

Decides how the grades of turns add up. A question's points are those that were said without being asked for, in
whichever turn; points that a follow-up brought out are listed beside them, since an interviewer hears the difference.
A skipped question earns no points and does not count as answered.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.interview.citation import Citation
from app.interview.course import Round
from app.interview.grade import GateReason, HiringWord, VerdictState
from app.interview.interview import Interview
from app.interview.levels import word_at
from app.interview.standing_verdicts import earned, standing
from app.interview.turn import Turn, TurnKind
from app.interview.usage import Usage

SKIPS = {GateReason.EMPTY, GateReason.NO_ANSWER}


@dataclass(frozen=True)
class QuestionScore:
    """One question: points that were said without being asked for, and with the follow-ups'.

    `skipped`: every answer to it was empty or gave up.
    """

    question_id: str
    text: str
    earned: float
    earned_with_follow_ups: float
    possible: int
    not_graded: str = ""
    skipped: bool = False


@dataclass(frozen=True)
class SkillScore:
    """Points over all questions that assess a skill."""

    skill: str
    earned: float
    possible: int


@dataclass(frozen=True)
class ToReview:
    """A point that was still missed after the follow-up, and the passage that teaches it."""

    question_id: str
    point: str
    weight: int
    citation: Citation | None


@dataclass(frozen=True)
class RoundScore:
    """A round of a loop: the points that it rests on, and its word; None where nothing of it was graded."""

    stage: str
    earned: float
    possible: int
    hiring: HiringWord | None


@dataclass(frozen=True)
class Scorecard:
    """The whole interview. `score` and `hiring` are None where no answer could be graded.

    Of the `planned` questions, the `answered` and the `skipped` ones were asked; the others were not reached.
    `usage` lists all requests to a language model, including those that worded a question that was not answered.
    """

    answered: int
    planned: int
    not_graded: int
    earned: float
    earned_with_follow_ups: float
    possible: int
    score: float | None
    hiring: HiringWord | None
    questions: tuple[QuestionScore, ...]
    skills: tuple[SkillScore, ...]
    review: tuple[ToReview, ...]
    usage: tuple[Usage, ...]
    skipped: int
    rounds: tuple[RoundScore, ...] = ()


def scorecard(interview: Interview) -> Scorecard:
    """Add up an interview, ended or not; questions without an answer are counted, not scored."""
    by_question: dict[str, list[Turn]] = defaultdict(list)
    for turn in interview.turns:
        if not turn.ask.is_aside:
            by_question[turn.ask.question_id].append(turn)
    questions = tuple(_question_score(turns) for turns in by_question.values())
    graded = [item for item in questions if not item.not_graded]
    skipped = sum(item.skipped for item in questions)
    unprompted = sum(item.earned for item in graded)
    possible = sum(item.possible for item in graded)
    score = unprompted / possible if possible else None
    return Scorecard(
        answered=len(questions) - skipped,
        planned=len(interview.plan),
        not_graded=len(questions) - len(graded),
        earned=unprompted,
        earned_with_follow_ups=sum(item.earned_with_follow_ups for item in graded),
        possible=possible,
        score=score,
        hiring=None if score is None else word_at(score, interview.course.level),
        questions=questions,
        skills=_skills(interview, graded),
        review=_review(by_question),
        usage=interview.usage,
        skipped=skipped,
        rounds=tuple(_round_score(interview, one, graded) for one in interview.course.rounds),
    )


def _round_score(interview: Interview, held: Round, graded: Sequence[QuestionScore]) -> RoundScore:
    """What a round of a loop comes to, by its questions that were answered."""
    of_round = [one for one in graded if one.question_id in held.question_ids]
    points, possible = sum(one.earned for one in of_round), sum(one.possible for one in of_round)
    hiring = word_at(points / possible, interview.course.level) if possible else None
    return RoundScore(held.stage.value, points, possible, hiring)


def _question_score(turns: list[Turn]) -> QuestionScore:
    first = next(turn for turn in turns if turn.ask.kind is TurnKind.QUESTION)
    points = earned(turns)
    return QuestionScore(
        first.ask.question_id,
        first.ask.text,
        points.unprompted,
        points.with_follow_ups,
        points.possible,
        first.standing.not_graded,
        skipped=all(_is_skip(turn) for turn in turns),
    )


def _is_skip(turn: Turn) -> bool:
    return turn.grade.gate is not None and turn.grade.gate.reason in SKIPS


def _skills(interview: Interview, questions: list[QuestionScore]) -> tuple[SkillScore, ...]:
    earned: dict[str, float] = defaultdict(float)
    possible: dict[str, int] = defaultdict(int)
    for item in questions:
        for skill in interview.question(item.question_id).skills:
            earned[skill] += item.earned
            possible[skill] += item.possible
    return tuple(SkillScore(skill, earned[skill], possible[skill]) for skill in sorted(possible))


def _review(by_question: dict[str, list[Turn]]) -> tuple[ToReview, ...]:
    """Missed points, heaviest first; a point that the answer to a follow-up met is not missed."""
    missed: list[ToReview] = []
    for question_id, turns in by_question.items():
        met = {point_id for point_id, verdict in standing(turns).items() if verdict.state is VerdictState.MET}
        for turn in turns:
            if turn.ask.kind is not TurnKind.QUESTION and (not turn.ask.step or turn.ask.point_id):
                continue
            cited = {citation.n: citation for citation in turn.citations}
            for verdict in turn.standing.verdicts:
                if verdict.point_id not in met and not verdict.is_bonus:
                    citation = cited.get(turn.point_citations.get(verdict.point_id, 0))
                    missed.append(ToReview(question_id, verdict.point, verdict.weight, citation))
    return tuple(sorted(missed, key=lambda item: -item.weight))
