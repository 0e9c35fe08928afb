"""The scorecard of an interview: what was earned, where, and what to study next. Pure.

Decides how the grades of turns add up. A question's points are those that were said without being asked for, in
whichever turn; points that a follow-up brought out are listed beside them, since an interviewer hears the difference.
A skipped question earns no points and does not count as answered. Where nothing was answered there is no hiring word;
where only a part of the plan was, the word says of how much it is told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.interview.citation import Citation
from app.interview.course import Round
from app.interview.grade import CREDIT, GateReason, HiringWord, VerdictState
from app.interview.interview import Interview
from app.interview.levels import word_at
from app.interview.requests.hints import hints_of
from app.interview.results.certainty import firmness
from app.interview.standing_verdicts import earned, standing
from app.interview.turn import Ask, Turn, TurnKind
from app.interview.usage import Usage
from ingest.bank.taxonomy import Stage

SKIPS = {GateReason.EMPTY, GateReason.NO_ANSWER}
# The anchor of a share of 0 to which follow-ups have brought points.
ONLY_AFTER = "nothing that was said before a follow-up asked for it earns points"


@dataclass(frozen=True)
class QuestionScore:
    """One question: points that were said without being asked for, and with the follow-ups'.

    `skipped`: every answer to it was empty or gave up. `position` is its place in the plan, from 1; `bonus` are those
    of the points `earned` that no full answer needs.
    """

    question_id: str
    text: str
    earned: float
    earned_with_follow_ups: float
    possible: int
    not_graded: str = ""
    skipped: bool = False
    position: int = 0
    bonus: float = 0.0


@dataclass(frozen=True)
class NotAnswered:
    """A question of the plan, or a follow-up to one, that was not answered by the end; `is_asked`: it was put."""

    text: str
    position: int
    is_follow_up: bool = False
    is_asked: bool = True


@dataclass(frozen=True)
class SkillScore:
    """Points over all `questions` that assess a skill, as many as were graded.

    `tells_more`: a skill of one question repeats what that one earned, and one of all questions repeats the whole.
    """

    skill: str
    earned: float
    possible: int
    earned_with_follow_ups: float = 0.0
    questions: int = 0
    tells_more: bool = False


@dataclass(frozen=True)
class ToReview:
    """A point that was still missed after the follow-up, and the passage that teaches it.

    `missing` is how much of its weight it has not earned: half of it where it is half said.
    """

    question_id: str
    point: str
    weight: int
    citation: Citation | None
    missing: float = 0.0


@dataclass(frozen=True)
class RoundScore:
    """A round of a loop: the points that it rests on, and its word; None where nothing was answered and graded."""

    stage: str
    earned: float
    possible: int
    hiring: HiringWord | None


@dataclass(frozen=True)
class Clarifying:
    """Questions back before or in a design: how many, and to how many a fact of the case was, or may be, the answer."""

    asked: int
    answered: int
    perhaps: int


@dataclass(frozen=True)
class Scorecard:
    """The whole interview. `score` is None where no answer could be graded, `hiring` also where nothing was answered.

    Of the `planned` questions, the `answered` and the `skipped` ones were asked; the others are in `not_answered`, once
    the interview has ended, with a follow-up that was left open. `rests_on` says on how many questions the word rests,
    empty where on all, and `firm` how sure it is. `bonus` are those of the points `earned` that no full answer needs.
    `usage` lists all requests to a language model, including those that worded a question that was not answered.
    `clarifying` is None where no design was asked for. `hints` is how many were taken, and `hints_cost` how many points
    they cost.
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
    not_answered: tuple[NotAnswered, ...] = ()
    rests_on: str = ""
    firm: str = ""
    bonus: float = 0.0
    clarifying: Clarifying | None = None
    hints: int = 0
    hints_cost: float = 0.0

    @property
    def is_told_by_its_word(self) -> bool:
        """Whether what the word rests on says already how many questions were answered."""
        return bool(self.rests_on) and not self.skipped and not self.not_graded

    @property
    def is_partly_answered(self) -> bool:
        """Whether a question was skipped, which counts, or was left without an answer, which does not."""
        return self.hiring is not None and (
            bool(self.skipped) or any(not one.is_follow_up for one in self.not_answered)
        )


def scorecard(interview: Interview) -> Scorecard:
    """Add up an interview, ended or not; questions without an answer are counted, not scored."""
    by_question: dict[str, list[Turn]] = defaultdict(list)
    for turn in interview.turns:
        if not turn.ask.is_aside:
            by_question[turn.ask.question_id].append(turn)
    questions = tuple(_question_score(interview, turns) for turns in by_question.values())
    graded = [item for item in questions if not item.not_graded]
    skipped = sum(item.skipped for item in questions)
    unprompted = sum(item.earned for item in graded)
    with_follow_ups = sum(item.earned_with_follow_ups for item in graded)
    possible = sum(item.possible for item in graded)
    hiring = _hiring(interview, graded)
    is_whole = len(graded) == len(interview.plan)
    return Scorecard(
        answered=len(questions) - skipped,
        planned=len(interview.plan),
        not_graded=len(questions) - len(graded),
        earned=unprompted,
        earned_with_follow_ups=with_follow_ups,
        possible=possible,
        score=unprompted / possible if possible else None,
        hiring=replace(hiring, anchor=ONLY_AFTER) if hiring and not unprompted and with_follow_ups else hiring,
        questions=questions,
        skills=_skills(interview, graded),
        review=_review(by_question),
        usage=interview.usage,
        skipped=skipped,
        rounds=tuple(_round_score(interview, one, graded) for one in interview.course.rounds),
        not_answered=_not_answered(interview, by_question) if interview.ask is None else (),
        rests_on="" if hiring is None or is_whole else f"on {len(graded)} of {len(interview.plan)} questions",
        firm="" if hiring is None else firmness(interview, hiring.word, is_whole=is_whole),
        bonus=sum(item.bonus for item in graded),
        clarifying=_clarifying(interview),
        hints=len(hints_of(interview.course.exchanges)),
        hints_cost=sum(one.paid for turns in by_question.values() for one in standing(turns).values()),
    )


def _clarifying(interview: Interview) -> Clarifying | None:
    """The questions back of all designs; only of a design are facts asked for."""
    left = interview.ask or interview.unanswered
    asks = [turn.ask for turn in interview.turns] + ([] if left is None else [left])
    if all(interview.question(ask.question_id).stage is not Stage.SYSTEM_DESIGN for ask in asks):
        return None
    asked = [fact for one in interview.course.exchanges for fact in one.facts]
    given = [fact for fact in asked if fact.fact]
    perhaps = sum(fact.is_unsure for fact in given)
    return Clarifying(len(asked), len(given) - perhaps, perhaps)


def _hiring(interview: Interview, graded: Sequence[QuestionScore]) -> HiringWord | None:
    """The word that questions come to; none where they were all skipped, since nothing is known then."""
    possible = sum(one.possible for one in graded)
    if not possible or all(one.skipped for one in graded):
        return None
    return word_at(sum(one.earned for one in graded) / possible, interview.course.level)


def _not_answered(interview: Interview, by_question: Mapping[str, object]) -> tuple[NotAnswered, ...]:
    """What was left open at the end, in the order of the plan."""
    left = _open_ask(interview)
    told = []
    for position, question in enumerate(interview.plan, 1):
        is_open = left is not None and left.question_id == question.id
        if is_open and left is not None and left.is_follow_up:
            told.append(NotAnswered(left.text, position, is_follow_up=True))
        elif question.id not in by_question:
            text = left.text if is_open and left is not None else question.text
            told.append(NotAnswered(text, position, is_asked=is_open))
    return tuple(told)


def _open_ask(interview: Interview) -> Ask | None:
    """What the coach had asked last: not what the chair did, and not what was to be answered once more."""
    left = interview.unanswered
    if left is not None and left.retry_of:
        return interview.course.shelved
    return left.then if left is not None and left.chair else left


def _round_score(interview: Interview, held: Round, graded: Sequence[QuestionScore]) -> RoundScore:
    """What a round of a loop comes to, by its questions that were answered."""
    of_round = [one for one in graded if one.question_id in held.question_ids]
    points, possible = sum(one.earned for one in of_round), sum(one.possible for one in of_round)
    return RoundScore(held.stage.value, points, possible, _hiring(interview, of_round))


def _question_score(interview: Interview, turns: list[Turn]) -> QuestionScore:
    first = next(turn for turn in turns if turn.ask.kind is TurnKind.QUESTION)
    points = earned(turns)
    return QuestionScore(
        first.ask.question_id,
        first.ask.text,
        points.unprompted,
        points.with_follow_ups,
        points.possible,
        first.standing.not_graded,
        skipped=all(is_skip(turn) for turn in turns),
        position=[question.id for question in interview.plan].index(first.ask.question_id) + 1,
        bonus=points.bonus,
    )


def is_skip(turn: Turn) -> bool:
    """Whether an answer is empty or gives up."""
    return turn.grade.gate is not None and turn.grade.gate.reason in SKIPS


def _skills(interview: Interview, questions: Sequence[QuestionScore]) -> tuple[SkillScore, ...]:
    of_skill: dict[str, list[QuestionScore]] = defaultdict(list)
    for item in questions:
        for skill in interview.question(item.question_id).skills:
            of_skill[skill].append(item)
    return tuple(
        SkillScore(
            skill,
            sum(item.earned for item in items),
            sum(item.possible for item in items),
            sum(item.earned_with_follow_ups for item in items),
            len(items),
            tells_more=1 < len(items) < len(questions),
        )
        for skill, items in sorted(of_skill.items())
    )


def _review(by_question: dict[str, list[Turn]]) -> tuple[ToReview, ...]:
    """Missed points, heaviest first; a point that the answer to a follow-up met is not missed."""
    missed: list[ToReview] = []
    for question_id, turns in by_question.items():
        stands = standing(turns)
        for turn in turns:
            if turn.ask.kind is not TurnKind.QUESTION and (not turn.ask.step or turn.ask.point_id):
                continue
            cited = {citation.n: citation for citation in turn.citations}
            for verdict in turn.standing.verdicts:
                best = stands[verdict.point_id]
                if best.state is not VerdictState.MET and not verdict.is_bonus:
                    citation = cited.get(turn.point_citations.get(verdict.point_id, 0))
                    missing = verdict.weight * (1 - CREDIT[best.state])
                    missed.append(ToReview(question_id, verdict.point, verdict.weight, citation, missing))
    return tuple(sorted(missed, key=lambda item: -item.weight))
