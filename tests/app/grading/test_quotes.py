"""Quotes: found verbatim, with exact offsets in the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interview.quotes import find, normalise


@given(st.text(min_size=1, max_size=80), st.data())
def test_any_run_of_words_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    words = text.split()
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])
    found = find(quote, text)
    if found is not None:
        assert text[found.start : found.end] == found.quote
        # The same words, up to what normalising forgives and the marks at the ends.
        assert normalise(found.quote)[0].strip(" \"'.,;:") == normalise(quote)[0].strip(" \"'.,;:")


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=12), st.data())
def test_plain_words_are_always_found(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    found = find(" ".join(words[first:]).upper(), "  \n".join(words))
    assert found is not None


@pytest.mark.parametrize(
    ("quote", "answer", "found"),
    [
        ("it's low bias", "Well, it\u2019s  low\nbias here", "it\u2019s  low\nbias"),
        ("train-test split", "a train\u2013test split", "train\u2013test split"),
        ('"Overfits."', "The model overfits badly", "overfits"),
        ("\ufb01ne tuning", "Fine tuning", "Fine tuning"),
    ],
)
def test_case_space_quotes_and_dashes_are_forgiven(quote: str, answer: str, found: str) -> None:
    evidence = find(quote, answer)
    assert evidence is not None
    assert evidence.quote == found == answer[evidence.start : evidence.end]


@pytest.mark.parametrize(
    ("quote", "answer"), [("art", "a part of it"), ("", "x"), ("...", "a... b"), ("high bias", "high variance")]
)
def test_what_is_not_said_is_not_found(quote: str, answer: str) -> None:
    assert find(quote, answer) is None
