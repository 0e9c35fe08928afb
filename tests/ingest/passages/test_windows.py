"""Windows hold all of a passage and none is a torn-off end."""

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.passages.windows import Reading, WindowSettings, breadcrumb, window_texts, windows


def _pieces(text):
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


@given(st.text("ab .\n", max_size=400), st.integers(1, 12), st.integers(0, 11))
def test_windows_cover_the_text_and_keep_to_their_size(text, pieces, overlap):
    stretches = windows(text, _pieces, WindowSettings(pieces, overlap, wide=0))
    assert stretches[0][0] == 0
    assert stretches[-1][1] == len(text)
    for (_, end), (start, _) in itertools.pairwise(stretches):
        assert start <= end or not text[end:start].strip()
    assert all(len(_pieces(text[start:end])) <= pieces for start, end in stretches)


def test_last_window_is_moved_back_to_full_length():
    text = "one two three four five"
    assert [text[a:b] for a, b in windows(text, _pieces, WindowSettings(2, wide=0))] == [
        "one two",
        "three four",
        "four five",
    ]


def test_the_wide_window_comes_first_and_holds_the_beginning():
    text = "one two three four five"
    cut = windows(text, _pieces, WindowSettings(2, wide=3))
    assert [text[a:b] for a, b in cut] == ["one two three", "one two", "three four", "four five"]
    assert windows(text, _pieces, WindowSettings(2, wide=9))[0] == (0, len(text))


def test_what_is_one_narrow_window_has_no_wide_one():
    assert windows("one two", _pieces, WindowSettings(2, wide=9)) == [(0, 7)]


def test_short_text_is_one_window():
    assert windows("one two", _pieces, WindowSettings()) == [(0, 7)]


def test_breadcrumb_leaves_out_what_is_empty():
    assert breadcrumb("Trees", ("Splits",)) == "Trees > Splits"
    assert breadcrumb("", ()) == ""


def _reading(most, before=2):
    return Reading(_pieces, lambda text: len(_pieces(text)) + before, most)


NARROW = WindowSettings(4, wide=0)
TEXT = "one two three four five six seven eight"


def test_where_all_fits_each_window_stands_behind_the_whole_breadcrumb():
    expected = ["Trees > Splits: one two three four", "Trees > Splits: five six seven eight"]
    # With room to spare, and with none: 4 pieces above, 4 of a window, 2 special ones.
    for most in (100, 10):
        assert window_texts(TEXT, "Trees", ("Splits",), _reading(most), NARROW) == expected


def test_a_breadcrumb_that_does_not_fit_loses_its_outer_parts_first():
    found = window_texts(TEXT, "Trees", ("Splits",), _reading(9), NARROW)
    assert found == ["Splits: one two three four", "Splits: five six seven eight"]


def test_of_the_innermost_heading_the_beginning_is_kept_as_far_as_it_fits():
    found = window_texts(TEXT, "Trees", ("How a tree splits the data",), _reading(10), NARROW)
    assert found == ["How a tree: one two three four", "How a tree: five six seven eight"]
    assert window_texts(TEXT, "A long title", (), _reading(9), NARROW)[0] == "A long: one two three four"


def test_where_no_part_of_the_breadcrumb_fits_there_is_none():
    assert window_texts(TEXT, "Trees", (), _reading(7), NARROW)[0] == "one two three four"


def test_windows_are_cut_smaller_for_a_model_that_reads_less():
    assert window_texts(TEXT, "", (), _reading(5), NARROW) == [
        "one two three",
        "four five six",
        "six seven eight",
    ]


def test_the_wide_window_gives_way_before_the_breadcrumb():
    found = window_texts(TEXT, "Trees", ("Splits",), _reading(11), WindowSettings(4, wide=8))
    assert found == [
        "Trees > Splits: one two three four five",
        "Trees > Splits: one two three four",
        "Trees > Splits: five six seven eight",
    ]


@given(
    st.text("ab .", max_size=120),
    st.lists(st.text("ab. ", max_size=60), max_size=4),
    st.integers(4, 60),
    st.integers(1, 12),
    st.booleans(),
    st.integers(0, 30),
)
def test_no_text_is_longer_than_the_model_reads(text, parts, most, pieces, has_crumbs, wide):
    title, *headings = parts or [""]
    settings = WindowSettings(pieces, breadcrumbs=has_crumbs, wide=wide)
    found = window_texts(text, title, tuple(headings), _reading(most), settings)
    assert all(len(_pieces(one)) + 2 <= most for one in found)
    crumbs = breadcrumb(title, tuple(headings)) if has_crumbs else ""
    whole = [f"{crumbs}: {text[a:b]}" if crumbs else text[a:b] for a, b in windows(text, _pieces, settings)]
    if all(len(_pieces(one)) + 2 <= most for one in whole):
        assert found == whole
