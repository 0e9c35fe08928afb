"""An appeal: "I said that: ..." - one verdict looked at again with the contested sentence in focus.

Decides what may be appealed (a sentence that stands in the answer, against a verdict that is not yet met) and
whether the verdict changes. It can only rise: who appeals does not risk what is already earned. What turns a point by
its words stays. Else the contested words earn it where they say it more surely than a first look asks for: read with
the sentences beside them, nearer to this point than to another, in an answer that is right elsewhere too. Storing the
change and exporting it as a gold case is for the store and the eval.
"""

from dataclasses import dataclass, replace
from math import exp, inf

from app.grading.offline import OfflineGrader
from app.grading.point_states import CloserLook
from app.grading.verdicts import OTHER_NUMBERS_REASON
from app.interview.grade import CREDIT, Evidence, Grade, Verdict, VerdictState
from app.interview.quotes import find
from app.reading.verdict import logit
from ingest.bank.questions import Question
from ingest.errors import BadRequest
from ingest.language.sentences import sentences

# How sure a second look is: a logistic form of the logit of what the words say, of how far the answer is right on the
# other points and of how much nearer the words are to this one. Fitted and bounded on half of the annotated questions
# that the reader was not taught (`coach eval appeals --fit`), so that of the others' points one in twenty is granted.
# What was called the opposite has bounds of its own, since so few of these points were said.
SAYS, OTHERS, OWN_LIKENESS, OFFSET = 0.60, 0.74, 0.45, 0.32
GRANTED_FROM, TAKEN_BACK_FROM = 1.52, 0.75
STAYS = "Looked at again, it stays"
NO_LONGER_WRONG = (
    "Looked at again: this is no longer called wrong. It counts as missing, since the coach is not sure enough that "
    "these words say the point; that you contested it is kept all the same."
)


class AppealRefused(BadRequest):
    """The appeal cannot be looked at; the message says why."""

    code = "appeal_refused"


@dataclass(frozen=True)
class Contested:
    """A candidate's answer with the grade that it was given."""

    answer: str
    grade: Grade


def appeal(grader: OfflineGrader, question: Question, contested: Contested, point_id: str, sentence: str) -> Verdict:
    """The verdict on one point after a second look; equal in state to the first where it stays.

    Args:
        grader: who graded.
        question: what was asked.
        contested: the whole answer with its grade.
        point_id: the contested key point.
        sentence: the candidate's words that say it, as they stand in the answer.

    Raises:
        AppealRefused: not graded, no such point, already met, or the sentence does not stand in the answer.
    """
    first = _contested(contested.grade, point_id)
    focus = find(sentence, contested.answer)
    if focus is None:
        raise AppealRefused("the sentence does not stand in the answer; quote the words as they were written")
    focus = _to_its_end(focus, contested.answer)
    again = _Again(grader, question, contested.answer, point_id)
    if first.state is VerdictState.CONTRADICTED:
        return again.of_contradicted(first, focus)
    second = again.at(focus)
    if CREDIT[second.state] <= CREDIT[first.state]:
        return replace(first, reason=f"{STAYS}: {_why(second)}")
    return replace(second, reason=f"{_changes(first, second)}.")


def sureness(look: CloserLook) -> float:
    """How surely some words say a point, as log odds."""
    return SAYS * logit(look.says) + OTHERS * look.others + OWN_LIKENESS * look.own_likeness + OFFSET


@dataclass(frozen=True)
class _Again:
    """A point of an answer, to be looked at again."""

    grader: OfflineGrader
    question: Question
    answer: str
    point_id: str

    def at(self, focus: Evidence, granted: float = GRANTED_FROM) -> Verdict:
        """The verdict on the words in focus; they earn the point where it is as sure as `granted`."""
        where = self.question, self.answer, self.point_id, focus
        by_words = self.grader.look_again(*where)
        if by_words.certainty is None or by_words.reason == OTHER_NUMBERS_REASON:
            return by_words
        look = self.grader.look_closer(*where)
        if look is None:
            return by_words
        sure = sureness(look)
        if sure >= granted:
            is_half = by_words.state is VerdictState.PARTLY_MET
            state = VerdictState.PARTLY_MET if is_half else VerdictState.MET
            return replace(by_words, state=state, evidence=focus, probability=1 / (1 + exp(-sure)), certainty=None)
        denies = look.denies > max(look.says, 1 - look.says - look.denies)
        if denies:
            return replace(by_words, state=VerdictState.CONTRADICTED, evidence=focus)
        return replace(by_words, state=VerdictState.NOT_MET, evidence=None)

    def of_contradicted(self, first: Verdict, focus: Evidence) -> Verdict:
        """The same of a contradicted point: what else is held against it is looked at again too."""
        if self._is_held_elsewhere(first, focus):
            return replace(first, reason=f"{STAYS}: other words of the answer speak against the point.")
        second = self.at(focus, TAKEN_BACK_FROM)
        if CREDIT[second.state]:
            reason = f"{_changes(first, second)}: these words say it, and what was held against it is taken back."
            return replace(second, reason=reason)
        if second.state is VerdictState.CONTRADICTED:
            return replace(first, reason=f"{STAYS}: {_why(second)}")
        return replace(first, state=VerdictState.NOT_MET, evidence=None, reason=NO_LONGER_WRONG, certainty=None)

    def _is_held_elsewhere(self, first: Verdict, focus: Evidence) -> bool:
        """Whether words other than those in focus speak against the point, looked at again too."""
        against = first.evidence
        if against is None:
            return False
        if against.turn:
            return True
        is_beside = against.end <= focus.start or focus.end <= against.start
        return is_beside and self.at(against, inf).state is VerdictState.CONTRADICTED


def _changes(first: Verdict, second: Verdict) -> str:
    return f"Looked at again, it changes from {first.state} to {second.state}"


def _to_its_end(focus: Evidence, answer: str) -> Evidence:
    """The contested words to the ends of their sentences.

    "if training error is tiny and validation error far above it" was granted as high variance; it went on "that is the
    high bias case".
    """
    around = [place for place in sentences(answer) if place[0] < focus.end and focus.start < place[1]]
    if not around:
        return focus
    start, end = min(focus.start, around[0][0]), max(focus.end, around[-1][1])
    return Evidence(answer[start:end], start, end)


def _contested(grade: Grade, point_id: str) -> Verdict:
    if not grade.is_graded:
        raise AppealRefused(f"there is no verdict to contest: {grade.not_graded}")
    if grade.gate is not None:
        raise AppealRefused(f"the answer was not graded point by point: {grade.gate.explanation}")
    verdict = next((one for one in grade.verdicts if one.point_id == point_id), None)
    if verdict is None:
        raise AppealRefused(f"the question has no key point {point_id!r}")
    if verdict.state is VerdictState.MET:
        raise AppealRefused("the point is already met")
    return verdict


def _why(second: Verdict) -> str:
    return {
        VerdictState.CONTRADICTED: "these words seem to speak against the point.",
        VerdictState.PARTLY_MET: "these words say a part of the point.",
    }.get(second.state, "these words do not say the point; that you contested it is kept all the same.")
