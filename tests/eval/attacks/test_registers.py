"""Answers as they come without their marks, made from written ones."""

import pytest

from eval.attacks.registers import REGISTERS, rewritten
from ingest.errors import BadRequest

TEXT = 'I\'d use 0.5 (not 0.9), "as is". O(n log n) is slow \u2014 so cache it.\nDone?'


def test_marks_and_capitals_go_and_what_stands_in_a_word_stays() -> None:
    assert rewritten(TEXT, "plain", "1") == "i'd use 0.5 not 0.9 as is o(n log n is slow so cache it done"


@pytest.mark.parametrize(
    ("register", "wanted"),
    [
        ("commas", "a b, cold, d"),
        ("lines", "a b cold\nd"),
        ("capitals", "A B COLD D"),
    ],
)
def test_sentences_are_joined_as_the_register_says(register: str, wanted: str) -> None:
    assert rewritten("A b, cold. D.", register, "1") == wanted


def test_fillers_are_the_same_for_the_same_seed_and_nothing_else_changes() -> None:
    long = "one two three four five six seven " * 20
    said = rewritten(long, "dictated", "1")
    assert said == rewritten(long, "dictated", "1") != rewritten(long, "dictated", "2")
    left = iter(said.split())
    assert all(word in left for word in long.split())
    assert len(said.split()) > len(long.split())


def test_a_register_that_there_is_not_is_named_with_those_that_there_are() -> None:
    with pytest.raises(BadRequest, match=", ".join(REGISTERS)):
        rewritten(TEXT, "shouted", "1")
