"""The arithmetic of a grade."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interview.grade import (
    CREDIT,
    HIRING_SCALE,
    Delivery,
    GateReason,
    GradedBy,
    VerdictState,
    hiring_word,
    not_graded,
)  # fmt: skip

MET, PARTLY, MISSED, WRONG = (
    VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.CONTRADICTED,
)  # fmt: skip


def test_points_are_weights_times_credit(make: Any) -> None:
    grade = make.grade(make.question(weights=(3, 2, 2, 1)), [MET, PARTLY, MISSED, WRONG])
    assert [verdict.points for verdict in grade.verdicts] == [3, 1, 0, 0]
    assert (grade.earned, grade.possible, grade.score) == (4, 8, 0.5)


@given(st.lists(st.tuples(st.sampled_from(VerdictState), st.integers(1, 3)), min_size=1, max_size=8))
def test_a_score_lies_between_0_and_1_and_grows_with_every_point(
    make: Any, chosen: list[tuple[VerdictState, int]]
) -> None:
    question = make.question(weights=[weight for _, weight in chosen])
    states = [state for state, _ in chosen]
    score = make.grade(question, states).score
    assert 0 <= score <= 1
    assert (score == 1) == all(state is MET for state in states)
    for position, state in enumerate(states):
        if CREDIT[state] < 1:
            better = [*states[:position], MET, *states[position + 1 :]]
            assert make.grade(question, better).score > score


def test_what_was_not_graded_has_no_score_at_all() -> None:
    grade = not_graded("the grader was not there", Delivery(3, 0.02, ()), GradedBy("llm", "m", "1"))
    assert not grade.is_graded
    assert (grade.score, grade.expected_score, grade.confidence, grade.hiring) == (None, None, None, None)


@pytest.mark.parametrize(
    ("score", "word"),
    [(0, "strong no"), (0.19, "strong no"), (0.2, "no"), (0.45, "borderline"), (0.64, "borderline"), (0.65, "yes"),
     (0.85, "strong yes"), (1, "strong yes")],
)  # fmt: skip
def test_the_word_of_the_hiring_scale_is_that_of_its_lower_bound(make: Any, score: float, word: str) -> None:
    states = [MET] * round(score * 100) + [MISSED] * (100 - round(score * 100))
    assert make.grade(make.question(weights=[1] * 100), states).hiring.word == word


def test_the_hiring_scale_goes_down_to_0_and_each_step_has_its_anchor() -> None:
    bounds = [step.from_score for step in HIRING_SCALE]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] == 0
    assert all(step.anchor for step in HIRING_SCALE)


# What each anchor says in words, as a claim about the share of points. Every anchor must be here.
CLAIMS = {
    "all or nearly all of what matters is said": lambda share: share > 0.8,
    "most of what matters is said; some gaps are left": lambda share: 0.5 < share < 1,
    "about half of what matters is said": lambda share: abs(share - 0.5) < 0.16,
    "some of what matters is said; more than half of it is missing": lambda share: 0 < share < 0.5,
    "a little of what matters is said; most of it is missing": lambda share: 0 < share < 0.25,
    "nothing that was said earns points": lambda share: share == 0,
}


@given(st.floats(0, 1) | st.sampled_from([0.0, 5e-324, 0.001, 0.1999, 0.2, 0.45, 0.65, 0.85, 0.9999, 1.0]))
def test_the_anchor_is_true_of_every_share(share: float) -> None:
    step = hiring_word(share)
    assert CLAIMS[step.anchor](share)
    assert share >= step.from_score


@given(st.lists(st.tuples(st.sampled_from(VerdictState), st.integers(1, 3)), min_size=1, max_size=8))
def test_the_anchor_is_true_of_every_grade(make: Any, chosen: list[tuple[VerdictState, int]]) -> None:
    grade = make.grade(make.question(weights=[weight for _, weight in chosen]), [state for state, _ in chosen])
    assert CLAIMS[grade.hiring.anchor](grade.score)
    assert ("nothing" in grade.hiring.anchor) == (grade.earned == 0)


@pytest.mark.parametrize("reason", list(GateReason))
def test_a_gated_answer_has_the_anchor_of_no_points(make: Any, reason: GateReason) -> None:
    hiring = make.gated(make.question(), reason).hiring
    assert (hiring.word, hiring.anchor) == ("strong no", "nothing that was said earns points")


def test_the_words_go_up_with_the_share() -> None:
    words = [hiring_word(share / 200).word for share in range(201)]
    assert list(dict.fromkeys(words)) == ["strong no", "no", "borderline", "yes", "strong yes"]


def test_the_expected_score_weighs_beliefs_and_an_estimate_takes_their_place(make: Any) -> None:
    question = make.question(weights=(3, 1))
    assert make.grade(question, [MET, MISSED], [1.0, 0.2]).expected_score == pytest.approx(0.8)
    assert make.grade(question, [MET, MISSED], [1.0, 0.2], estimate=0.4).expected_score == 0.4


def test_confidence_is_0_at_a_coin_toss_and_1_at_certainty(make: Any) -> None:
    question = make.question(weights=(1, 1))
    assert make.grade(question, [MET, MISSED], [0.5, 0.5]).confidence == 0
    assert make.grade(question, [MET, MISSED], [1.0, 0.0]).confidence == 1
