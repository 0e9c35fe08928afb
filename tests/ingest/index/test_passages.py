"""Passages and documents on disk: what is written is read back, by several threads too."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.documents.document import Document
from ingest.index.passages import PassageReader, write_passages
from ingest.passages.section import Section
from ingest.passages.split import Passage, split
from ingest.passages.token_counts import count_tokens


@pytest.fixture
def written(document: Callable[..., Document], tmp_path: Path) -> tuple[Path, list[Passage]]:
    prose = "This sentence has about ten tokens in all of it. " * 30
    made = document(f"# Title\n\n## Über 'one'\n\n{prose}\n\n## Two\n\n{prose}\n")
    passages = split(made, count_tokens)
    sections = [Section("sample", "two", "Two", 5, 9), Section("sample", "two-1", "Two", 6, 8)]
    write_passages(tmp_path / "p.sqlite", [made], passages, sections)
    return tmp_path / "p.sqlite", passages


def test_passages_are_read_back_in_the_order_of_the_rows_that_are_asked_for(
    written: tuple[Path, list[Passage]],
) -> None:
    path, passages = written
    reader = PassageReader(path)
    assert reader.passages([1, 0]) == [passages[1], passages[0]]
    assert reader.passages([]) == []
    assert reader.of_document("sample") == list(enumerate(passages))
    reader.close()


@pytest.mark.slow
def test_more_rows_than_a_statement_takes_variables_can_be_read(
    document: Callable[..., Document], tmp_path: Path
) -> None:
    (passage,) = split(document("Short."), count_tokens)
    write_passages(tmp_path / "p.sqlite", [], [passage] * 40_000, [])
    assert len(PassageReader(tmp_path / "p.sqlite").passages(range(40_000))) == 40_000


def test_a_document_and_a_section_that_are_not_there_are_none(written: tuple[Path, list[Passage]]) -> None:
    reader = PassageReader(written[0])
    found = reader.document("sample")
    assert found is not None
    assert found.title == "Title"
    assert reader.document("other") is None
    assert reader.section("sample", "other") is None


def test_sections_of_one_heading_are_told_apart_by_their_anchors(written: tuple[Path, list[Passage]]) -> None:
    reader = PassageReader(written[0])
    assert reader.section("sample", "two") == Section("sample", "two", "Two", 5, 9)
    assert reader.section("sample", "two-1") == Section("sample", "two-1", "Two", 6, 8)


def test_two_sections_of_one_anchor_are_refused_and_not_dropped(tmp_path: Path) -> None:
    twice = [Section("sample", "two", "Two", 5, 9), Section("sample", "two", "Two", 6, 8)]
    with pytest.raises(sqlite3.IntegrityError):
        write_passages(tmp_path / "p.sqlite", [], [], twice)


def test_a_reader_is_safe_to_use_from_several_threads(written: tuple[Path, list[Passage]]) -> None:
    """From Python 3.12 on, threads got each other's rows, or none."""
    path, passages = written
    reader = PassageReader(path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: reader.passages([n % 2]), range(4000)))
    assert found == [[passages[n % 2]] for n in range(4000)]


def test_a_reader_that_is_dropped_releases_its_file(written: tuple[Path, list[Passage]]) -> None:
    reader = PassageReader(written[0])
    connection = reader._connection
    del reader
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_a_reader_cannot_write(written: tuple[Path, list[Passage]]) -> None:
    reader = PassageReader(written[0])
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._connection.execute("DELETE FROM passages")
