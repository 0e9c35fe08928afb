"""Agreement figures: golden values, and the same as scipy and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr
from sklearn.metrics import cohen_kappa_score, f1_score

from eval.figures.agreement import (
    bias,
    figures,
    kappa_of,
    mean_error,
    pearson,
    resamples,
    root_error,
    weighted_kappa,
    within_questions,
)
from eval.grading.gold import f1

SCORES = st.lists(st.integers(0, 10).map(lambda value: value / 10), min_size=3, max_size=40)


def paired(values: list[float]) -> tuple[np.ndarray, np.ndarray]:
    half = len(values) // 2
    return np.array(values[:half]), np.array(values[half : 2 * half])


def test_golden_values() -> None:
    people, grader = np.array([0.0, 0.5, 1.0, 1.0]), np.array([0.1, 0.5, 0.8, 1.0])
    assert mean_error(people, grader) == pytest.approx(0.075)
    assert root_error(people, grader) == pytest.approx((0.05 / 4) ** 0.5)
    assert bias(people, grader) == pytest.approx(-0.025)
    assert pearson(people, grader) == pytest.approx(0.55 / (0.6875 * 0.46) ** 0.5)


@given(SCORES)
def test_pearson_is_scipys(values: list[float]) -> None:
    a, b = paired(values)
    found = pearson(a, b)
    if found is not None:
        assert found == pytest.approx(pearsonr(a, b).statistic, abs=1e-9)


@given(SCORES)
def test_weighted_kappa_is_scikit_learns(values: list[float]) -> None:
    a, b = paired(values)
    found = weighted_kappa(a, b)
    if found is not None:
        steps = [np.rint(part * 10).astype(int) for part in (a, b)]
        wanted = cohen_kappa_score(*steps, labels=list(range(11)), weights="quadratic")
        assert found == pytest.approx(wanted, abs=1e-9)


@given(st.lists(st.integers(0, 3), min_size=4, max_size=40))
def test_kappa_and_f1_are_scikit_learns(values: list[int]) -> None:
    half = len(values) // 2
    a, b = np.array(values[:half]), np.array(values[half : 2 * half])
    found = kappa_of(a, b)
    if found is not None:
        assert found == pytest.approx(cohen_kappa_score(a, b), abs=1e-9)
    if (a > 1).any() or (b > 1).any():
        assert f1(a > 1, b > 1) == pytest.approx(f1_score(a > 1, b > 1))


def test_what_is_undefined_is_none_and_not_nought() -> None:
    same = np.ones(5)
    assert pearson(same, np.arange(5.0)) is None
    assert weighted_kappa(same, same) is None
    assert kappa_of(np.ones(3, dtype=np.int64), np.ones(3, dtype=np.int64)) is None
    assert f1(np.zeros(3, dtype=bool), np.zeros(3, dtype=bool)) is None
    assert within_questions(same, same, np.zeros(5, dtype=np.int64)) is None


def test_whole_questions_are_drawn() -> None:
    questions = np.array([0, 0, 1, 1, 1, 2])
    for draw in resamples(questions, draws=20):
        drawn = np.bincount(questions[draw], minlength=3)
        assert drawn[0] % 2 == 0
        assert drawn[1] % 3 == 0
    assert resamples(np.zeros(4, dtype=np.int64)) == []


def test_an_interval_holds_its_value_and_is_the_same_every_time() -> None:
    rng = np.random.default_rng(1)
    people = rng.random(120)
    grader = np.clip(people + rng.normal(0, 0.2, 120), 0, 1)
    clusters = [f"q{number % 12}" for number in range(120)]
    once, again = (figures(people, grader, clusters) for _ in range(2))
    assert once == again
    for figure in once:
        assert figure.low is not None
        assert figure.low <= figure.value <= figure.high
