"""Skills are what a Rasch model with shared topics makes of the answers; numpy says so too."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.candidate.gaussian import cholesky, solve
from app.candidate.skills import HARDNESS, ITEMS_PER_POINT, PRIOR_MEAN, TOPICS, Answered, covariance, logistic, skills
from ingest.bank.taxonomy import Difficulty, Topic


@pytest.fixture
def answer(make: Any) -> Any:
    def answered(topic: Topic, credit: float, **fields: Any) -> Answered:
        row = {"interview_id": "i", "turn": 1, "question_id": "q", "topic": topic, "difficulty": Difficulty.MEDIUM,
               "credit": credit, "points": 6, "at_utc": make.now}  # fmt: skip
        return Answered(**row | fields)

    return answered


def test_without_answers_every_skill_is_the_prior(make: Any) -> None:
    found = skills((), make.now)
    assert {round(skill.mean, 9) for skill in found.values()} == {PRIOR_MEAN}
    assert len({round(skill.sd, 9) for skill in found.values()}) == 1


def test_an_answer_tells_most_of_its_topic_less_of_its_family_and_least_of_the_others(make: Any, answer: Any) -> None:
    found = skills([answer(Topic.RAG, 0.0)], make.now)
    assert found[Topic.RAG].mean < found[Topic.AGENTS].mean < found[Topic.MATHEMATICS].mean < PRIOR_MEAN
    assert found[Topic.RAG].sd < found[Topic.AGENTS].sd < found[Topic.MATHEMATICS].sd


def test_the_same_share_in_a_hard_question_tells_of_more_skill_than_in_an_easy_one(make: Any, answer: Any) -> None:
    hard = skills([answer(Topic.RAG, 0.5, difficulty=Difficulty.HARD)], make.now)
    easy = skills([answer(Topic.RAG, 0.5, difficulty=Difficulty.EASY)], make.now)
    assert hard[Topic.RAG].mean > easy[Topic.RAG].mean


def test_an_old_answer_counts_less_than_a_new_one(make: Any, answer: Any) -> None:
    rows = [answer(Topic.RAG, 1.0)]
    now, later = skills(rows, make.now), skills(rows, make.now + timedelta(days=720))
    assert now[Topic.RAG].mean > later[Topic.RAG].mean > PRIOR_MEAN
    assert now[Topic.RAG].sd < later[Topic.RAG].sd


def test_what_is_expected_of_a_topic_moves_its_mean(make: Any) -> None:
    assert skills((), make.now, {Topic.RAG: 0.7})[Topic.RAG].mean == pytest.approx(PRIOR_MEAN + 0.7)


NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
rows = st.lists(
    st.tuples(st.sampled_from(TOPICS), st.floats(0, 1), st.sampled_from(Difficulty), st.integers(1, 10)), max_size=30
)


@given(rows)
def test_the_estimate_is_the_mode_that_numpy_finds_and_its_curvature(rows: list[Any]) -> None:
    answers = [Answered("i", n, "q", t, d, c, p, NOW) for n, (t, c, d, p) in enumerate(rows)]
    found = skills(answers, NOW)
    at = np.array([found[topic].mean for topic in TOPICS])
    slope, curve = np.zeros(len(TOPICS)), np.zeros(len(TOPICS))
    for one in answers:
        n, share = TOPICS.index(one.topic), logistic(found[one.topic].mean - HARDNESS[one.difficulty])
        slope[n] += ITEMS_PER_POINT * one.points * (one.credit - share)
        curve[n] += ITEMS_PER_POINT * one.points * share * (1 - share)
    precision = np.linalg.inv(np.array(covariance()))
    assert np.abs(slope - precision @ (at - PRIOR_MEAN)).max() < 1e-3
    spread = np.sqrt(np.diag(np.linalg.inv(precision + np.diag(curve))))
    assert np.allclose([found[topic].sd for topic in TOPICS], spread, atol=1e-6)


def test_small_systems_are_solved_as_numpy_solves_them() -> None:
    rng = np.random.default_rng(1)
    half = rng.normal(size=(6, 6))
    matrix, right = half @ half.T + np.eye(6), rng.normal(size=6)
    assert np.allclose(solve(cholesky(matrix.tolist()), right.tolist()), np.linalg.solve(matrix, right))
