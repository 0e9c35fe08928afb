"""A stored row as it stands in the database: read soon where it is whole, mended where it is not."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.candidate.candidate import Candidate, Seen
from app.candidate.skills import Answered
from app.store.stored_rows import BrokenRow, read, read_text
from ingest.bank.taxonomy import Difficulty, Topic

CANDIDATE = TypeAdapter(Candidate)
ANY: TypeAdapter[Any] = TypeAdapter(Any)
NOW = datetime(2026, 12, 1, 9, 30, 0, 123_456, UTC)


def test_a_whole_row_is_read_as_it_was_written() -> None:
    answer = Answered("a", 1, "bm25", Topic.RAG, Difficulty.HARD, 1 / 3, 9, NOW, is_follow_up=True)
    candidate = Candidate((answer,), {"bm25": Seen(NOW, 2), "käse 😀": Seen(NOW)}, {Topic.MLOPS: -0.1}, (Topic.RAG,))
    for ascii_only in (True, False):
        text = json.dumps(CANDIDATE.dump_python(candidate, mode="json"), ensure_ascii=ascii_only)
        assert read_text(CANDIDATE, text) == read(CANDIDATE, json.loads(text)) == candidate


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "b\\ud800ad"}',
        '{"a\\uDFFF": 1}',
        '{"a": NaN, "b": [Infinity, -Infinity]}',
        '{"usage": [{"input_tokens": -1}, 3]}',
        '{"a": "NaN and \\ud83d\\ude00"}',
    ],
)
def test_a_broken_row_is_mended_as_before(text: str) -> None:
    assert read_text(ANY, text) == read(ANY, json.loads(text))
    assert json.dumps(read_text(ANY, text), allow_nan=False).encode()


def test_a_row_of_another_shape_says_what_is_wrong() -> None:
    with pytest.raises(BrokenRow, match="a stored row cannot be read: answers"):
        read_text(CANDIDATE, '{"answers": 3}')
