"""Answers to follow-ups beside what was asked: what is counted, and that the sets are the bank's."""

from typing import Any

import pytest
from banks import bank_questions

from app.grading.offline import OfflineGrader
from app.interview.grade import VerdictState
from eval.figures.folders import CASES
from eval.grading.beside import BesideCase, evaluate_beside, fit_beside, read_beside
from ingest.errors import BadRequest
from ingest.language.text import Text


@pytest.fixture(scope="module")
def grader(remembering: Any) -> OfflineGrader:
    return OfflineGrader(remembering)


BANK = {question.id: question for question in bank_questions()}
FOLDER = CASES / "beside"
# "Those are three different things" was credited with "the three features are redundant".
UNSAID = "I meant three different questions of management. I would ask what they want to do with it, and by when."


@pytest.mark.parametrize("name", ["taught", "opened", "kept"])
def test_each_answer_is_to_a_point_of_the_bank_and_labels_others(name: str) -> None:
    for case in read_beside(FOLDER / f"{name}.jsonl"):
        ids = {point.id for point in BANK[case.question_id].key_points}
        assert {case.asked, *case.labels} <= ids
        assert case.asked not in case.labels


def test_no_set_shares_a_question_with_what_is_taught() -> None:
    taught = {case.question_id for case in read_beside(FOLDER / "taught.jsonl")}
    assert not taught & {case.question_id for case in read_beside(FOLDER / "kept.jsonl")}


@pytest.mark.slow
def test_few_points_that_nobody_said_are_credited(grader: OfflineGrader) -> None:
    report = evaluate_beside(read_beside(FOLDER / "opened.jsonl"), [*BANK.values()], grader)
    shares = {one.name.split(" (")[0]: one.value for one in report.figures}
    unsaid, said = shares[VerdictState.NOT_MET], shares[VerdictState.MET]
    assert unsaid is not None
    assert said is not None
    assert unsaid <= 0.04
    assert said >= 0.4


def test_the_point_that_was_asked_for_is_read_beside_the_others(grader: OfflineGrader) -> None:
    case = read_beside(FOLDER / "opened.jsonl")[0]
    question = case.posed(BANK)
    assert question.key_points[0].id == case.asked
    graded = grader.beside(question, Text(case.answer))
    assert [one.point_id for one in graded.verdicts] == [case.asked, *case.labels]
    assert all(one.state is VerdictState.NOT_MET for one in grader.beside(question, Text(UNSAID)).verdicts)


def test_what_is_fitted_tells_said_from_unsaid(grader: OfflineGrader) -> None:
    cases = [case for case in read_beside(FOLDER / "taught.jsonl") if VerdictState.MET in case.labels.values()][:12]
    form = fit_beside(cases, [*BANK.values()], grader)
    question = cases[0].posed(BANK)
    read = grader.points_read(question, cases[0].answer)
    by_id = {
        point.id: float(form.probabilities(one.features)) for point, one in zip(question.key_points, read, strict=True)
    }
    said = [by_id[name] for name, state in cases[0].labels.items() if state is VerdictState.MET]
    unsaid = [by_id[name] for name, state in cases[0].labels.items() if state is VerdictState.NOT_MET]
    assert min(said) > sum(unsaid) / len(unsaid)


def test_a_question_of_another_bank_is_an_error() -> None:
    with pytest.raises(BadRequest, match="no question 'gone'"):
        BesideCase(question_id="gone", asked="a", answer="b", labels={}).posed(BANK)
