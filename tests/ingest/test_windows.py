"""Windows hold all of a passage and none is a torn-off end."""

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.windows import WindowSettings, breadcrumb, windows


def _pieces(text):
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


@given(st.text("ab .\n", max_size=400), st.integers(1, 12), st.integers(0, 11))
def test_windows_cover_the_text_and_keep_to_their_size(text, pieces, overlap):
    stretches = windows(text, _pieces, WindowSettings(pieces, overlap))
    assert stretches[0][0] == 0
    assert stretches[-1][1] == len(text)
    for (_, end), (start, _) in itertools.pairwise(stretches):
        assert start <= end or not text[end:start].strip()
    assert all(len(_pieces(text[start:end])) <= pieces for start, end in stretches)


def test_last_window_is_moved_back_to_full_length():
    text = "one two three four five"
    assert [text[a:b] for a, b in windows(text, _pieces, WindowSettings(2))] == ["one two", "three four", "four five"]


def test_short_text_is_one_window():
    assert windows("one two", _pieces, WindowSettings()) == [(0, 7)]


def test_breadcrumb_leaves_out_what_is_empty():
    assert breadcrumb("Trees", ("Splits",)) == "Trees > Splits"
    assert breadcrumb("", ()) == ""
