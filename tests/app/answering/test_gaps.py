"""Questions that were not answered are kept for the corpus' owner: few, short, without secrets."""

from datetime import UTC, datetime

import pytest

from app.answering.gaps import FILE, MOST_CHARS, MOST_KEPT, Gaps, told

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def gaps(tmp_path):
    return Gaps(tmp_path, lambda: NOW)


def test_what_is_asked_most_comes_first_with_what_is_nearest(gaps):
    for question in ("What is GraphRAG?", "and nerf?", "what is graphrag"):
        gaps.keep(question, "rag/rag-overview")
    assert [(one.question, one.times, one.nearest) for one in gaps.counted()] == [
        ("what is graphrag", 2, "rag/rag-overview"),
        ("and nerf?", 1, "rag/rag-overview"),
    ]


@pytest.mark.parametrize(
    "secret",
    [
        "me@example.org",
        "https://intern.example/x",
        "sk-abc123",
        "AKIA1234567890ABCDEF",
        "4111 1111 1111 1111",
        "card-4111-1111-1111-1111",
        "550e8400-e29b-41d4-a716-446655440000",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r",
        "W269N-WFGWX-YVC9B-4J6C9-T83GX",
    ],
)
def test_no_address_key_or_long_number_is_kept(secret):
    assert secret not in told(f"what about {secret} here")


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o-mini-2024-07-18",
        "all-MiniLM-L6-v2",
        "claude-3-5-sonnet-20241022",
        "meta-llama/Llama-3.1-8B-Instruct",
        "Mixtral-8x22B-Instruct-v0.1",
        "paraphrase-multilingual-MiniLM-L12-v2",
    ],
)
def test_the_name_of_a_model_is_kept(name):
    assert told(f"what is {name}?") == f"what is {name}?"


def test_a_long_question_is_shortened():
    assert len(told("word " * 500)) <= MOST_CHARS


def test_the_file_does_not_grow_without_end(tmp_path, gaps, monkeypatch):
    monkeypatch.setattr("app.answering.gaps.MOST_BYTES", 2_000)
    for number in range(60):
        gaps.keep(f"question {number}", "")
    assert len((tmp_path / FILE).read_text(encoding="utf-8").splitlines()) <= MOST_KEPT
    assert gaps.counted()


def test_a_line_that_is_no_gap_is_passed_over(tmp_path, gaps):
    (tmp_path / FILE).write_text("not json\n{}\n", encoding="utf-8")
    gaps.keep("what is nerf", "")
    assert [one.question for one in gaps.counted()] == ["what is nerf"]


def test_a_home_that_cannot_be_written_costs_no_answer(tmp_path):
    Gaps(tmp_path / "missing", lambda: NOW).keep("what is nerf", "")
