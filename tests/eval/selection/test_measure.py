"""Made-up candidates are the same each time, and what is counted of them is right."""

import json
from typing import Any

import pytest
from banks import bank_questions

from app.interview.grade import VerdictState
from eval.figures.folders import CASES
from eval.selection.measure import POLICIES, Drawn, Report, evaluate, ratio
from eval.selection.simulated import credit, draw, no_errors, read_errors, read_world
from ingest.bank.questions import Question
from ingest.bank.taxonomy import Stage


@pytest.fixture(scope="module")
def bank() -> list[Question]:
    return list(bank_questions())


@pytest.fixture(scope="module")
def report(bank: list[Question]) -> Report:
    return evaluate(bank, Drawn(Stage.SCREENING, read_world(CASES), read_errors(CASES), 1, 4))


def test_the_errors_of_the_grader_are_shares_of_what_was_labelled() -> None:
    for row in read_errors(CASES).values():
        assert sum(row.values()) == pytest.approx(1)


@pytest.mark.slow
def test_the_same_seed_makes_the_same_candidate(bank: list[Question]) -> None:
    world, errors = read_world(CASES), read_errors(CASES)
    one, again, other = (draw(world, errors, bank, seed) for seed in (7, 7, 8))
    assert (one.weak, one.knows) == (again.weak, again.knows)
    assert one.knows != other.knows


def test_who_knows_more_is_expected_to_earn_more(bank: list[Question]) -> None:
    world = read_world(CASES)
    candidate = draw(world, no_errors(), bank, 7)
    known = sum(candidate.knows.values()) / len(candidate.knows)
    topics = {topic: [one for one in bank if one.topic is topic] for topic in world.builds_on}
    weak = [candidate.expected(topics[topic]) for topic in candidate.weak]
    others = [candidate.expected(topics[topic]) for topic in world.builds_on if topic not in candidate.weak]
    assert max(weak) < sum(others) / len(others)
    assert 0 < known < 1


def test_credit_is_the_share_of_the_points(make: Any) -> None:
    question = make.question()
    given = dict(zip(("p0", "p1", "p2", "p3"), [VerdictState.MET, *[VerdictState.NOT_MET] * 3], strict=True))
    assert credit(question, given) == 3 / 7


@pytest.mark.slow
def test_no_policy_of_the_coach_repeats_a_question(report: Report) -> None:
    assert set(report.courses) == set(POLICIES)
    for name in ("coach, one at a time", "coach, interviews of four"):
        assert [one.repeats for one in report.courses[name]] == [0] * report.candidates


def test_the_report_is_text_and_json(report: Report) -> None:
    assert "times chance" in report.render()
    assert json.loads(report.as_json())["candidates"] == report.candidates


def test_a_ratio_has_an_interval_around_it() -> None:
    figure = ratio("r", [2.0, 4.0, 6.0], [1.0, 2.0, 3.0])
    assert (figure.value, figure.low, figure.high) == (2.0, 2.0, 2.0)
