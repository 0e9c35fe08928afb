"""Tokens and sentences: negation, stems, spelling, windows with exact places."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.grading.features.slips import repair
from app.grading.gate.word_order import order_score
from ingest.language.sentences import sentences, units, windows
from ingest.language.tokens import tokens


def negated(text: str) -> set[str]:
    return {token.stem for token in tokens(text) if token.negated and token.stem}


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("More data does not reduce bias.", {"reduc", "bias"}),
        ("More data reduces bias, it never hurts", {"hurt"}),
        ("It isn't only variance that falls", set()),
        ("It is not true that trees overfit, and forests too", {"tree", "overfit", "forest"}),
        ("Trees do not overfit. Forests overfit.", {"overfit"}),
        ("Without scaling, distance fails", {"scale"}),
        ("Summaries arent lossy", {"lossi"}),
        ("Trees wont overfit", {"overfit"}),
        # An editor wrapped the line in the middle of the sentence; a line that ends earlier was ended by its writer.
        (f"{'So ' * 20} it is not true that\ntrees overfit", {"tree", "overfit"}),
        ("It is not true that trees\noverfit", {"tree"}),
    ],
)
def test_a_negation_reaches_to_the_end_of_its_clause(text: str, stems: set[str]) -> None:
    assert negated(text) == stems


def test_never_anything_is_nothing_and_what_stands_between_them_is_not_denied() -> None:
    both = [
        [(one.stem, one.negated) for one in tokens(text) if one.stem]
        for text in ("a model that never flags anything is accurate", "a model that flags nothing is accurate")
    ]
    assert both[0] == both[1]
    assert negated("It does not need any labels") == {"label"}
    # Not across a clause, and not where nothing denies.
    assert negated("It does not know, any model would") == {"know"}
    assert negated("Any model overfits anything") == set()


def test_numbers_and_irregular_forms_have_one_stem() -> None:
    assert [token.stem for token in tokens("two 1,000 larger better")] == ["2", "1000", "larg", "good"]


def test_no_nothing_and_zero_share_a_stem_and_still_deny() -> None:
    texts = ("it catches no fraud", "it catches nothing", "it catches zero fraud", "none is caught")
    assert all("0" in {token.stem for token in tokens(text)} for text in texts)
    assert negated("it catches no fraud") == {"fraud"}


def test_one_slip_is_repaired_and_another_word_is_not() -> None:
    known = {"varianc": 0, "supervis": 1, "overfit": 2}
    assert [t.stem for t in repair(tokens("varaince overfitt unsupervised underfit"), known)] == [
        "varianc", "overfit", "unsupervis", "underfit",
    ]  # fmt: skip


def test_bullets_wrapped_lines_and_abbreviations_are_cut_as_people_would() -> None:
    text = (
        "I compare metrics, e.g. recall.\n- first bullet\n2) second bullet\n"
        "a line that an editor has wrapped because it was longer than it had wanted it\nto be goes on. Last"
    )
    assert [text[start:end].replace("\n", " ") for start, end in sentences(text)] == [
        "I compare metrics, e.g. recall.",
        "first bullet",
        "second bullet",
        "a line that an editor has wrapped because it was longer than it had wanted it to be goes on.",
        "Last",
    ]


@given(st.text(max_size=400))
def test_units_are_in_order_do_not_overlap_and_hold_a_word(text: str) -> None:
    cut = units(text)
    assert all(start < end and any(c.isalnum() for c in text[start:end]) for start, end in cut)
    assert all(a[1] <= b[0] for a, b in pairwise(cut))
    assert len(windows(cut)) == max(0, 2 * len(cut) - 1)


def test_prose_has_order_and_shuffled_prose_has_not() -> None:
    prose = order_score("The model learns the noise of the training set, so its error on new data is high.")
    shuffled = order_score("of the is model on high the set noise so data its error learns new the is of training The")
    assert prose is not None
    assert shuffled is not None
    assert prose > 0 > shuffled, (prose, shuffled)
    assert order_score("") is None
