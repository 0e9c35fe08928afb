"""Scripted candidates through short rounds, with the real grader."""

import pytest

from app.coach.coach import Coach
from eval.interviews.scripted_candidates import CANDIDATES
from eval.interviews.scripted_rounds import hold_all
from ingest.bank.taxonomy import Stage

FEW = tuple(one for one in CANDIDATES if one.name in {"strong", "rambling", "hostile", "silent"})


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_strong_candidate_comes_out_above_a_rambling_one_and_both_above_who_says_nothing(coach: Coach) -> None:
    report = hold_all(coach.interviews, (Stage.SCREENING,), FEW)
    assert report.out_of_order == 0
    assert all(one.is_legal and one.asked_twice == 0 for one in report.held)
    assert report.already_said <= 1


@pytest.mark.soak
@pytest.mark.xfail(
    reason="terse answers are half credited, and asked for what they said: above the 5 % aimed at", strict=False
)
@pytest.mark.timeout(3600)
def test_every_candidate_goes_through_every_round(coach: Coach) -> None:
    report = hold_all(coach.interviews)
    assert all(one.is_legal and one.asked_twice == 0 for one in report.held)
    assert report.already_said <= 0.05 * report.follow_ups
