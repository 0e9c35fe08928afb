"""Sums of a design are worked out."""

import pytest

from app.delivery.arithmetic import sums


@pytest.mark.parametrize(
    "words",
    [
        "400 requests x 3,000 tokens = 1.2 million tokens",
        "10M a day is about 116 per second",
        "50 million users * 20 items = 1 billion rows",
        "2M docs * 8 passages * 384 dims * 4 bytes = 24 GB",
        "5 % of 400 is 20",
        "8,640,000 requests per day, so 100 per second",
        "100,000 / 86,400 = 1.2 QPS",
        "5 ms x 200 = 1 s",
        "128 layers x 2 KB = 256",
    ],
)
def test_what_comes_out_is_right_roughly_and_in_any_unit(words: str) -> None:
    (found,) = sums(words)
    assert found.is_right
    assert words[found.start : found.end] == found.words


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("10M a day is about 1160 per second", "116"),
        ("2M * 8 = 12M", "16 million"),
        ("40k users times 5 requests is 2 million", "200,000"),
        ("5 million x 1 KB is 5 TB", "5 GB"),
        ("10 million users x 10 items = 100 billion", "100 million"),
    ],
)
def test_what_does_not_come_out_is_told_with_what_does(words: str, right: str) -> None:
    (found,) = sums(words)
    assert not found.is_right
    assert f"it comes to {right}." in found.remark


@pytest.mark.parametrize(
    "words", ["The p95 is 300 ms.", "We have 5 tenants and 3 regions.", "2024-11-05", "-" * 20_000]
)
def test_what_is_no_sum_is_left_alone(words: str) -> None:
    assert sums(words) == []
