"""A misspelt query is mended; what is no slip is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.spelling import Speller, may_be_a_name, slips_between

SPELT = {
    "bagging": 5, "boosting": 6, "difference": 9, "linear": 3, "regression": 4, "dropout": 4, "overfitting": 3,
    "normalization": 2, "leave": 3, "arguing": 1, "fitting": 2, "rare": 1, "training": 8,
    "flash": 2, "fastai": 1, "space": 9, "candidate": 3, "though": 9, "thought": 2,
}  # fmt: skip
MODEL_KNOWS = {"league", "over", "drop", "out", "test", "time"}


@pytest.fixture
def speller():
    return Speller(lambda: SPELT, holds=lambda word: word in SPELT, is_word=lambda word: word in MODEL_KNOWS)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("diffrence of baging", "difference of bagging"),
        ("trainig", "training"),
        ("normalisaton", "normalization"),
        ("Trainnig", "training"),
        ("candidat", "candidate"),
        ("thougt", "thought"),
        ("over fiting", "over fitting overfitting"),
        ("drop out at test time", "drop out dropout at test time"),
    ],
)
def test_slips_are_mended(speller, query, meant):
    assert speller.repair(query) == meant


@pytest.mark.parametrize(
    "query", ["bagging", "league", "arduino", "GPT4o", "BAgGINg", "f1 at 0.1", "zebra", "gpus", "", "c++"]
)
def test_what_is_no_slip_is_left_alone(speller, query):
    assert speller.repair(query) == query


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("What is Flask used for?", "What is Flask flash used for?"),
        ("fastapi", "fastapi fastai"),
        ("spacy", "spacy space"),
    ],
)
def test_a_word_with_the_letters_of_another_name_stays_beside_what_it_may_mean(speller, query, meant):
    assert speller.repair(query) == meant


@pytest.mark.parametrize(
    ("typed", "word", "is_name"),
    [
        ("flask", "flash", True),
        ("detectron", "detection", True),
        ("stata", "state", True),
        ("supervized", "supervised", False),
        ("trainign", "training", False),
        ("wieght", "weight", False),
    ],
)
def test_other_consonants_and_other_endings_make_a_name(typed, word, is_name):
    assert may_be_a_name(typed, word) == is_name


def test_vocabulary_is_not_read_for_known_words():
    def never():
        raise AssertionError

    speller = Speller(never, holds=lambda _: True, is_word=lambda _: True)
    assert speller.repair("bagging") == "bagging"


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_slips_are_symmetric_and_bounded(a, b):
    assert slips_between(a, b, 9) == slips_between(b, a, 9) <= max(len(a), len(b))
    assert (slips_between(a, b, 9) == 0) == (a == b)
    assert slips_between(a, b, 1) == min(slips_between(a, b, 9), 2)


def test_a_swap_is_one_slip():
    assert slips_between("hybird", "hybrid", 2) == 1
