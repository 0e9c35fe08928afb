"""A verdict looked at again: what an appeal lifts, what it leaves, when it is refused."""

from dataclasses import replace

import pytest

from app.grading.offline import OfflineGrader
from app.grading.reconsider import AppealRefused, Contested, appeal
from app.interview.grade import Evidence, VerdictState
from ingest.bank.questions import Question


def test_an_appeal_lifts_a_verdict_when_the_sentence_says_it(grader: OfflineGrader, question: Question) -> None:
    answer = "I like trees. A model that is too simple underfits, it has high bias. I like forests."
    grade = grader.grade(question, answer)
    missed = Contested(answer, _with_state(grade, "bias", VerdictState.NOT_MET))
    second = appeal(grader, question, missed, "bias", "a model that is too simple underfits, it has high bias")
    assert second.state is VerdictState.MET
    assert "changes from not met to met" in second.reason


def test_contested_words_are_read_to_the_end_of_their_sentence(grader: OfflineGrader, question: Question) -> None:
    """What stood behind them made them wrong."""
    answer = "I like trees. A model that is too simple underfits, it has high bias. I like forests."
    missed = Contested(answer, _with_state(grader.grade(question, answer), "bias", VerdictState.NOT_MET))
    second = appeal(grader, question, missed, "bias", "it has high bias")
    assert second.evidence is not None
    assert second.evidence.quote.startswith("A model that is too simple")
    turned = answer.replace("underfits, it has high bias", "never underfits, and only a complex one has high bias")
    missed = Contested(turned, _with_state(grader.grade(question, turned), "bias", VerdictState.NOT_MET))
    assert appeal(grader, question, missed, "bias", "A model that is too simple").state is not VerdictState.MET


def test_an_appeal_that_shows_nothing_leaves_the_verdict(grader: OfflineGrader, question: Question) -> None:
    answer = "I like trees very much in this season. A model that is too simple underfits, it has high bias."
    contested = Contested(answer, grader.grade(question, answer))
    second = appeal(grader, question, contested, "gap", "I like trees very much in this season")
    assert second.state is VerdictState.NOT_MET
    assert "it stays" in second.reason


def test_an_appeal_earns_nothing_for_a_point_that_other_words_contradict(
    grader: OfflineGrader, question: Question
) -> None:
    answer = "A model that is too simple never underfits. A model that is too simple underfits, it has high bias."
    first = grader.grade(question, answer)
    against = Evidence("A model that is too simple never underfits", 0, 42)
    verdicts = tuple(
        replace(one, state=VerdictState.CONTRADICTED, evidence=against) if one.point_id == "bias" else one
        for one in first.verdicts
    )
    contested = Contested(answer, replace(first, verdicts=verdicts))
    second = appeal(grader, question, contested, "bias", "A model that is too simple underfits, it has high bias.")
    assert second.state is VerdictState.CONTRADICTED
    assert "other words of the answer speak against" in second.reason


def test_a_contradiction_that_was_misread_is_taken_back_with_its_points(
    grader: OfflineGrader, question: Question
) -> None:
    """Who was told that their words do not speak against the point, and still earn nothing, could not see why."""
    said = "A model that is too simple underfits, it has high bias."
    answer = f"I like trees. {said} High variance means it follows the noise of its sample and overfits."
    first = _against(grader.grade(question, answer), "bias", Evidence(said, 14, 14 + len(said)))
    second = appeal(grader, question, Contested(answer, first), "bias", said)
    assert (second.state, second.evidence and second.evidence.quote) == (VerdictState.MET, said)
    assert "what was held against it is taken back" in second.reason


def test_words_on_another_subject_are_held_against_no_point_once_they_are_looked_at_again(
    grader: OfflineGrader, question: Question
) -> None:
    said, beside = "A model that is too simple underfits, it has high bias.", "I like trees and long walks."
    answer = f"{beside} {said} High variance means it follows the noise of its sample and overfits."
    first = _against(grader.grade(question, answer), "bias", Evidence(beside, 0, len(beside)))
    assert appeal(grader, question, Contested(answer, first), "bias", said).state is VerdictState.MET


def test_words_that_deny_a_point_earn_it_on_no_second_look(grader: OfflineGrader, question: Question) -> None:
    said = "A model that is too simple never underfits the training data, its bias is low."
    answer = f"I like trees. {said} High variance means it follows the noise of its sample and overfits."
    first = _against(grader.grade(question, answer), "bias", Evidence(said, 14, 14 + len(said)))
    assert appeal(grader, question, Contested(answer, first), "bias", said).points == 0
    missed = _with_state(first, "bias", VerdictState.NOT_MET)
    assert appeal(grader, question, Contested(answer, missed), "bias", said).points == 0


@pytest.mark.parametrize(
    ("point", "sentence", "why"),
    [
        ("gap", "I never said this at all", "does not stand in the answer"),
        ("nowhere", "too simple", "no key point"),
        ("bias", "too simple", "already met"),
    ],
)
def test_an_appeal_is_refused_with_a_reason(
    grader: OfflineGrader, question: Question, point: str, sentence: str, why: str
) -> None:
    answer = "A model that is too simple underfits the training data, it has high bias."
    with pytest.raises(AppealRefused, match=why):
        appeal(grader, question, Contested(answer, grader.grade(question, answer)), point, sentence)


def _against(grade, point_id: str, evidence: Evidence):
    verdicts = tuple(
        replace(one, state=VerdictState.CONTRADICTED, evidence=evidence) if one.point_id == point_id else one
        for one in grade.verdicts
    )
    return replace(grade, verdicts=verdicts)


def _with_state(grade, point_id: str, state: VerdictState):
    verdicts = tuple(
        replace(one, state=state, evidence=None) if one.point_id == point_id else one for one in grade.verdicts
    )
    return replace(grade, verdicts=verdicts)
