"""What travels between a program and its judge, and what is refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.inside.values import MARK, Untransferable, packed, unpacked


def no_thing(value):
    raise Untransferable(type(value).__name__)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_a_plain_value_comes_back_as_it_was(value) -> None:
    assert unpacked(packed(value, no_thing), no_thing) == value


def test_sets_bytes_arrays_and_streams_travel() -> None:
    array = np.arange(6.0).reshape(2, 3)
    found = unpacked(packed([{1, 2}, b"raw", array, iter([1, 2]), range(3), np.int64(7)], no_thing), no_thing)
    assert found[0] == {1, 2}
    assert found[1] == b"raw"
    assert np.array_equal(found[2], array)
    assert found[3:] == [[1, 2], [0, 1, 2], 7]


def test_a_subclass_of_a_number_loses_what_it_overrides() -> None:
    class Equal(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    found = unpacked(packed(Equal(7), no_thing), no_thing)
    assert type(found) is int
    assert found != 8


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"$": "array", "t": "|O", "s": [1], "v": "AAAAAAAAAAA="}',
        b'{"$": "array", "t": "<f8", "s": [1000000000], "v": ""}',
        b'{"$": "unknown"}',
        b'{"no": "mark"}',
        b'{"$": "set", "v": [[1]]}',
    ],
)
def test_what_is_no_value_is_refused(raw: bytes) -> None:
    def inward(coded):
        if MARK not in coded or coded[MARK] == "unknown":
            raise Untransferable
        return coded

    with pytest.raises(Untransferable):
        unpacked(raw, inward)


def test_endless_and_endlessly_nested_values_are_refused() -> None:
    nested: list[object] = []
    nested.append(nested)
    for value in (nested, iter(int, 1)):
        with pytest.raises(Untransferable):
            packed(value, no_thing)


def test_nothing_of_it_is_pickle() -> None:
    assert json.loads(packed({"a": (1, [2])}, no_thing))
