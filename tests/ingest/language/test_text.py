"""A text is read once, and what is found in it is what the parts find that read it."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.language import text as text_module
from ingest.language.numbers import numbers
from ingest.language.sentences import sentences, units
from ingest.language.text import Text
from ingest.language.tokens import tokens, words_of

ANSWER = "- High variance overfits; it isn't bias.\n- 99.9 % accuracy catches no fraud, and O(n log n) is slow."


@given(st.one_of(st.text(max_size=300), st.just(ANSWER)))
def test_a_text_holds_what_each_part_finds_in_it(raw: str) -> None:
    text = Text(raw)
    assert text.words == words_of(raw)
    assert text.tokens == tuple(tokens(raw))
    assert text.stems == {token.stem for token in tokens(raw)} - {""}
    assert text.sentences == sentences(raw)
    assert text.units == units(raw)
    assert text.numbers == numbers(raw)


def test_a_text_is_cut_once_however_often_it_is_asked(monkeypatch) -> None:
    cut = []
    monkeypatch.setattr(text_module, "sentences", lambda raw: cut.append(raw) or sentences(raw))
    text = Text(ANSWER)
    assert text.sentences == text.sentences
    assert text.part(text.units[0]) == "High variance overfits;"
    assert cut == [ANSWER]


def test_what_is_read_already_is_not_read_again() -> None:
    text = Text(ANSWER)
    assert Text.of(text) is text
    assert Text.of(ANSWER) == text
