"""Anchors: every section of a document has its own, and all who name sections name them alike."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.answering.retriever import Retriever
from ingest.bank.document_questions import questions_in
from ingest.documents.anchors import anchors, heading_slug
from ingest.documents.document import Document
from ingest.index.search import Index
from ingest.pipeline.build import build, read_questions
from ingest.pipeline.steps import sections

# Two sections of one name; long enough that each is a passage of its own.
FILLER = "The answer goes on with what else a candidate may say about it. " * 20
NOTES = f"""# Notes

## Databases

### Questions

Question: "What does an index of a table cost?"

An index costs writes and space. {FILLER}

## Networking

### Questions

Question: "What does a handshake of a connection cost?"

A handshake costs one trip there and back. {FILLER}
"""


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Reading the two errors", "reading-the-two-errors"),
        ("What is F1, really?", "what-is-f1-really"),
        ("k-means: O(n k d)", "k-means-on-k-d"),
        ("  `softmax` and temperature ", "softmax-and-temperature"),
    ],
)
def test_the_anchor_of_a_heading_is_its_words(heading: str, slug: str) -> None:
    assert heading_slug(heading) == slug


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Questions", "Questions", "questions?"], ["questions", "questions-1", "questions-2"]),
        (["Foo", "Foo", "Foo 1"], ["foo", "foo-1", "foo-1-1"]),
        (["Foo 1", "Foo", "Foo"], ["foo-1", "foo", "foo-2"]),
        (["???", "!"], ["", "-1"]),
    ],
)
def test_an_anchor_that_repeats_is_numbered_as_github_does(
    document: Callable[..., Document], headings: list[str], expected: list[str]
) -> None:
    made = document("".join(f"## {heading}\n\nText.\n\n" for heading in headings))
    assert list(anchors(made).values()) == expected


def test_questions_name_the_sections_that_the_index_has(document: Callable[..., Document]) -> None:
    made = document(NOTES)
    named = [question.key_points[0].section for question in questions_in(made)]
    assert named == ["sample#questions", "sample#questions-1"]
    assert set(named) <= {f"{section.document}#{section.anchor}" for section in sections([made])}


def test_a_point_of_the_second_section_of_a_name_cites_a_passage_of_that_section(
    tmp_path: Path, fake_embedder: Any
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "notes.md").write_text(NOTES, encoding="utf-8")
    build([tmp_path / "notes"], tmp_path / "index", fake_embedder)
    retriever = Retriever(Index(tmp_path / "index", fake_embedder), fake_embedder, passages=3)
    for question, says in zip(read_questions(tmp_path / "index"), ("index costs", "handshake costs"), strict=True):
        point = question.key_points[0]
        taught = retriever.teaches(point.section, point.text)
        assert taught is not None
        assert says in taught.text


def test_phrasings_of_the_second_section_of_a_name_are_not_those_of_the_first(
    tmp_path: Path, fake_embedder: Any
) -> None:
    (tmp_path / "notes" / "phrasings").mkdir(parents=True)
    (tmp_path / "notes" / "notes.md").write_text(NOTES, encoding="utf-8")
    lines = "notes#questions-1:\n  - zebra crossing\nnotes#questions:\n  - giraffe feeding\n"
    (tmp_path / "notes" / "phrasings" / "all.yaml").write_text(lines, encoding="utf-8")
    assert build([tmp_path / "notes"], tmp_path / "index", fake_embedder).unknown_sections == ()
    index = Index(tmp_path / "index", fake_embedder)
    assert "handshake costs" in index.search("zebra crossing")[0].passage.text
    assert "index costs" in index.search("giraffe feeding")[0].passage.text
