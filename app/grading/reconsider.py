"""An appeal: "I said that: ..." - one verdict looked at again with the contested sentence in focus.

Decides what may be appealed (a sentence that stands in the answer, against a verdict that is not yet met) and
whether the verdict changes. It can only rise: who appeals does not risk what is already earned. And what an answer
contradicts it cannot earn by another sentence: of 11 such verdicts that rose when every sentence was tried none rightly
did. Storing the change and exporting it as a gold case is for the store and the eval.
"""

from dataclasses import dataclass, replace

from app.grading.offline import OfflineGrader
from app.interview.grade import CREDIT, Evidence, Grade, Verdict, VerdictState
from app.interview.quotes import find
from ingest.bank.questions import Question
from ingest.errors import BadRequest
from ingest.language.sentences import sentences


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
    second = grader.look_again(question, contested.answer, point_id, focus)
    if first.state is VerdictState.CONTRADICTED:
        return _still_without_credit(first, second, focus)
    if CREDIT[second.state] <= CREDIT[first.state]:
        return replace(first, reason=f"Looked at again, it stays: {_why(second)}")
    return replace(second, reason=f"Looked at again, it changes from {first.state} to {second.state}.")


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


def _still_without_credit(first: Verdict, second: Verdict, focus: Evidence) -> Verdict:
    """Of a contradicted point: not met where the contested words are those that were held against it and are not."""
    against = first.evidence
    is_about_it = against is not None and against.start < focus.end and focus.start < against.end
    if second.state is VerdictState.CONTRADICTED:
        return replace(first, reason=f"Looked at again, it stays: {_why(second)}")
    if not is_about_it:
        return replace(first, reason="Looked at again, it stays: other words of the answer speak against the point.")
    reason = (
        "Looked at again: these words do not speak against the point, and that is taken back. It still earns nothing: "
        "what was first read as the opposite is not credited on a second look."
    )
    return replace(first, state=VerdictState.NOT_MET, evidence=None, reason=reason, certainty=None)


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
