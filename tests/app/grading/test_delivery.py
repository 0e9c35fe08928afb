"""Delivery: length, structure, STAR, clarifying, complexity."""

from collections.abc import Callable

import pytest

from app.grading.delivery import delivery
from ingest.bank import CodingTask, KeyPoint, Question, Star
from ingest.taxonomy import Stage

STORY = (
    "At my last company our search was slow. My task was to halve the latency. I measured every step and then I "
    "rewrote the cache. As a result the median fell by 60 %."
)


@pytest.fixture
def ask() -> Callable[..., Question]:
    def make(stage: Stage = Stage.SCREENING, **fields: object) -> Question:
        return Question(
            id="q", text="The question is this?", stage=stage, minutes=2,
            key_points=(KeyPoint(id="p", text="A point that is made."),), strong_answer="All of it.", **fields,
        )  # fmt: skip

    return make


def test_minutes_are_words_at_150_a_minute(ask: Callable[..., Question]) -> None:
    told = delivery(ask(), "word " * 300)
    assert (told.words, told.minutes) == (300, 2.0)
    assert (told.star_missing, told.clarified, told.complexity_named) == (None, None, None)


def test_too_long_too_short_and_unstructured_are_remarked(ask: Callable[..., Question]) -> None:
    assert "lead with the heart" in " ".join(delivery(ask(), "Short words. " * 300).remarks)
    assert "room for reasons" in " ".join(delivery(ask(), "It is so.").remarks)
    assert "signposts" in " ".join(delivery(ask(), "Short words. " * 100).remarks)


def test_star_elements_are_found_and_missing_ones_named(ask: Callable[..., Question]) -> None:
    question = ask(Stage.BEHAVIOURAL, star=Star(situation="S" * 9, task="T" * 9, action="A" * 9, result="R" * 9))
    assert delivery(question, STORY).star_missing == ()
    assert delivery(question, "I measured every step and then I rewrote it.").star_missing == (
        "situation", "task", "result",
    )  # fmt: skip


def test_clarifying_before_designing_is_seen_and_can_be_told(ask: Callable[..., Question]) -> None:
    question = ask(Stage.SYSTEM_DESIGN)
    assert delivery(question, "How many users are there? Then I would shard.").clarified is True
    assert delivery(question, "I would shard by user. " * 40).clarified is False
    assert delivery(question, "I would shard by user.", clarified=True).clarified is True


@pytest.mark.parametrize(
    ("answer", "named"),
    [("It runs in O(n log n).", True), ("That is linear time in the rows.", True), ("It is quick.", False)],
)
def test_complexity_is_asked_of_coding_alone(ask: Callable[..., Question], answer: str, named: bool) -> None:
    coding = CodingTask(
        signature="def f(x):", visible_tests=("assert f(1)",), hidden_tests=("assert f(2)",),
        limits="x is small enough", complexity="O(n) in time", solution="def f(x):\n    return x",
    )  # fmt: skip
    assert delivery(ask(coding=coding), answer).complexity_named is named
