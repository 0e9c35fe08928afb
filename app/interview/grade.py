"""What a grade is: a verdict per key point, each with its evidence, and the arithmetic over them.

Decides how verdicts add up to points, a score and a word of the hiring scale. How a verdict is
reached is for app/grading; nothing here reads text or asks a model.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.interview.usage import Usage


class VerdictState(StrEnum):
    """What an answer did with a key point."""

    MET = "met"
    PARTLY_MET = "partly met"
    NOT_MET = "not met"
    CONTRADICTED = "contradicted"


NOTHING_SAID = VerdictState.NOT_MET
CREDIT = {
    VerdictState.MET: 1.0,
    VerdictState.PARTLY_MET: 0.5,
    VerdictState.NOT_MET: 0.0,
    VerdictState.CONTRADICTED: 0.0,
}


# How the reason begins of a verdict that a language model took credit from, or gave credit to.
LOWERED = "Lowered by the language model"
RAISED = "Raised by the language model"
# What the reason holds of a verdict on which it was asked twice, since the offline grader was sure of the opposite.
AGAIN = "Asked once more, the language model"
# Why a language model that answers well enough did not grade.
NOT_PASSED = "the language model did not pass the exam, so it words and explains, and does not grade"


# Under this certainty a verdict that costs points is told as "not sure".
UNSURE = 0.65


@dataclass(frozen=True)
class Evidence:
    """The candidate's exact words: `answer[start:end] == quote`, offsets in characters.

    `turn` is the earlier turn whose answer they stand in, where several answers are graded together; 0: this one.
    """

    quote: str
    start: int
    end: int
    turn: int = 0


@dataclass(frozen=True)
class Verdict:
    """The judgement of one key point.

    `probability` is what the grader believes of the point, 0..1: the credit that a person would give it. The
    offline grader's is calibrated. Where a language model had its say it is the mean of the offline belief and the
    credit of the verdict's state, near 0 or 1 only where both agree.
    `section` is where the corpus teaches it, `<topic>/<note>#<heading>`; empty for a question that
    came from an ingested document without one. A bonus earns, and is never missed. `certainty`: how likely the state
    is, 0..1, where the grader knows. `price` is the share of the point that hints on it cost, 0..1.
    """

    point_id: str
    point: str
    weight: int
    state: VerdictState
    evidence: Evidence | None
    probability: float
    reason: str
    section: str = ""
    follow_up: str = ""
    is_bonus: bool = False
    certainty: float | None = None
    price: float = 0.0

    @property
    def is_missed(self) -> bool:
        """Whether a good answer would have said it and this one does not, or not fully; never true of a bonus."""
        return self.state is not VerdictState.MET and not self.is_bonus

    @property
    def sure(self) -> float:
        """How sure the grader is of the state, or where it does not know, that the credit is right, 0..1."""
        if self.certainty is not None:
            return self.certainty
        return self.probability if CREDIT[self.state] > 0 else 1 - self.probability

    @property
    def is_unsure(self) -> bool:
        """Whether a candidate who thinks otherwise should contest it: it cost points, and may well deserve more."""
        certain = self.sure if CREDIT[self.state] > 0 else 1 - self.probability
        return self.is_missed and certain < UNSURE

    @property
    def points(self) -> float:
        """Points earned: the weight times the credit of the state, less what hints on it cost."""
        return self.weight * CREDIT[self.state] * (1 - self.price)

    @property
    def most(self) -> float:
        """Points that it earns if it is fully made, after its hints; none of a bonus, which no full answer needs."""
        return 0.0 if self.is_bonus else self.weight * (1 - self.price)

    @property
    def paid(self) -> float:
        """Points that hints on it cost."""
        return self.weight * CREDIT[self.state] * self.price


@dataclass(frozen=True)
class Mistake:
    """A typical wrong statement that the answer makes, in the candidate's words, and why it is wrong."""

    statement: str
    why: str
    evidence: Evidence


class GateReason(StrEnum):
    """Why an answer was decided before any model read it."""

    EMPTY = "empty"
    NO_ANSWER = "no answer"
    REPEATS_QUESTION = "repeats the question"
    PASTES_KEY_POINTS = "pastes the key points"
    NOT_LANGUAGE = "not language"
    TOO_SHORT = "too short"


@dataclass(frozen=True)
class Gate:
    """The gate's decision: the reason and the sentence that explains it to the candidate."""

    reason: GateReason
    explanation: str


@dataclass(frozen=True)
class Delivery:
    """How the answer was told; advice, never points.

    `minutes` is the time it takes to say aloud at 150 words a minute.
    Each remark is one sentence to the candidate; `star_missing`, `clarified` and `complexity_named`
    are None where the question does not ask for them.
    """

    words: int
    minutes: float
    remarks: tuple[str, ...]
    star_missing: tuple[str, ...] | None = None
    clarified: bool | None = None
    complexity_named: bool | None = None


@dataclass(frozen=True)
class GradedBy:
    """Who graded: `method` is offline or llm; `fallback` says why an LLM grade was not to be had."""

    method: str
    model: str
    rubric_version: str
    prompt_version: str = ""
    fallback: str = ""


@dataclass(frozen=True)
class HiringWord:
    """A step of the hiring scale: its word, the least score that earns it, and its anchor text.

    An anchor claims no more than the share of points tells: it stands over contradicted points, half-met ones and
    answers to follow-ups too.
    """

    word: str
    from_score: float
    anchor: str


HIRING_SCALE = (
    HiringWord("strong yes", 0.85, "all or nearly all of what matters is said"),
    HiringWord("yes", 0.65, "most of what matters is said; some gaps are left"),
    HiringWord("borderline", 0.45, "about half of what matters is said"),
    HiringWord("no", 0.2, "some of what matters is said; more than half of it is missing"),
    HiringWord("strong no", 0.0, "a little of what matters is said; most of it is missing"),
)
# The same word for a share of 0: an answer that earned half a point is not told that nothing in it counts.
NO_POINTS = HiringWord("strong no", 0.0, "nothing that was said earns points")


def hiring_word(score: float) -> HiringWord:
    """The step of the hiring scale for a share of points, 0..1."""
    if score == 0:
        return NO_POINTS
    return next(step for step in HIRING_SCALE if score >= step.from_score)


@dataclass(frozen=True)
class Grade:
    """A graded answer. `verdicts` is empty exactly when nothing could be graded.

    `estimate` is the credit 0..1 that a person would give, for an answer held against a whole reference
    answer and not against key points of their own; None elsewhere, the verdicts then say it. `usage` are the
    requests to a language model that were made for this grade, failed ones too.
    """

    verdicts: tuple[Verdict, ...]
    mistakes: tuple[Mistake, ...]
    delivery: Delivery
    graded_by: GradedBy
    gate: Gate | None = None
    not_graded: str = ""
    estimate: float | None = None
    usage: tuple[Usage, ...] = ()

    def without_missed_bonus(self) -> "Grade":
        """The grade without bonus points that the answer says nothing of: nobody has to hear of them."""
        told = (verdict for verdict in self.verdicts if not verdict.is_bonus or verdict.state is not NOTHING_SAID)
        return replace(self, verdicts=tuple(told))

    @property
    def is_graded(self) -> bool:
        """False where no grade could be made; `not_graded` then says why."""
        return not self.not_graded

    @property
    def earned(self) -> float:
        """Points earned over all key points.

        A bonus makes up for what is missed, but not for what hints cost, and adds nothing to a full answer.
        """
        return min(sum(verdict.points for verdict in self.verdicts), sum(verdict.most for verdict in self.verdicts))

    @property
    def possible(self) -> int:
        """Points that a full answer earns; a bonus is not among them."""
        return sum(verdict.weight for verdict in self.verdicts if not verdict.is_bonus)

    @property
    def paid(self) -> float:
        """Points that hints cost."""
        return sum(verdict.paid for verdict in self.verdicts)

    @property
    def score(self) -> float | None:
        """Earned of possible, 0..1; None, never a number, when it is not graded."""
        if not self.is_graded or self.possible == 0:
            return None
        return self.earned / self.possible

    @property
    def expected_score(self) -> float | None:
        """Credit that a person would give by what the grader believes, 0..1, smooth where `score` has steps.

        The estimate against a reference answer, else the weighted mean of the points' probabilities; None
        when it is not graded.
        """
        if not self.is_graded or self.possible == 0:
            return None
        if self.estimate is not None:
            return self.estimate
        believed = sum(verdict.weight * verdict.probability for verdict in self.verdicts if not verdict.is_bonus)
        return believed / self.possible

    @property
    def confidence(self) -> float | None:
        """How sure the offline grader is, 0..1: the mean distance of its beliefs from a coin toss, doubled.

        With a language model it tells how far the model and the offline grader agree, not how sure either is: 1 less
        the mean distance between the offline belief and the credit of the verdict. Both may agree that a point is
        half met, which the distance from a coin toss called no confidence at all.
        """
        if not self.is_graded or not self.verdicts:
            return None
        if self.graded_by.method == "llm":
            return 1 - sum(_apart(verdict) for verdict in self.verdicts) / len(self.verdicts)
        return sum(abs(2 * verdict.probability - 1) for verdict in self.verdicts) / len(self.verdicts)

    @property
    def hiring(self) -> HiringWord | None:
        """The word of the hiring scale for the score; None when it is not graded."""
        return None if self.score is None else hiring_word(self.score)


def _apart(verdict: Verdict) -> float:
    """How far the two judges of a point are apart, 0..1: `probability` is half way between them."""
    return min(1.0, 2 * abs(verdict.probability - CREDIT[verdict.state]))


def not_graded(why: str, delivery: Delivery, graded_by: GradedBy) -> Grade:
    """The grade of an answer that could not be graded, with the reason."""
    return Grade(verdicts=(), mistakes=(), delivery=delivery, graded_by=graded_by, not_graded=why)
