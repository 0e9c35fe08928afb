"""A project's own index: private to it, made anew when its documents change, gone with it."""

from pathlib import Path
from typing import Any

import pytest

from app.projects.documents import kept
from app.projects.search import ProjectIndexes
from app.store.projects import DocumentKind, ProjectDocument


def document(name: str, text: str) -> ProjectDocument:
    return kept(name, DocumentKind.MARKDOWN, text)


@pytest.fixture
def indexes(tmp_path: Path, fake_embedder: Any) -> ProjectIndexes:
    return ProjectIndexes(tmp_path / "projects", lambda: fake_embedder)


MINE = [document("README.md", "# Churn\n\nThe zebra model predicts churn.\n")]
THEIRS = [document("README.md", "# Prices\n\nThe okapi model predicts prices.\n")]


def found(hits: list[Any]) -> list[str]:
    return [hit.passage.text for hit in hits]


def test_a_query_finds_the_passages_of_its_project_alone(indexes: ProjectIndexes) -> None:
    assert "zebra" in found(indexes.find("ann", "p1", MINE, "zebra churn", 5))[0]
    assert "okapi" in found(indexes.find("bob", "p2", THEIRS, "zebra churn", 5))[0]
    assert not any("okapi" in text for text in found(indexes.find("ann", "p1", MINE, "okapi prices", 5)))


def test_two_owners_with_one_project_id_share_nothing(indexes: ProjectIndexes) -> None:
    indexes.find("ann", "p", MINE, "zebra", 5)
    assert all("zebra" not in text for text in found(indexes.find("bob", "p", THEIRS, "zebra", 5)))


def test_changed_documents_are_found_and_unchanged_ones_not_embedded_again(
    indexes: ProjectIndexes, fake_embedder: Any
) -> None:
    indexes.find("ann", "p1", MINE, "zebra", 5)
    embedded = len(fake_embedder.embedded)
    indexes.find("ann", "p1", MINE, "churn", 5)
    assert len(fake_embedder.embedded) == embedded
    changed = [*MINE, document("notes.md", "# Notes\n\nThe quagga was left out.\n")]
    assert any("quagga" in text for text in found(indexes.find("ann", "p1", changed, "quagga", 5)))


def test_a_secret_of_a_document_is_in_no_index(indexes: ProjectIndexes, fake_embedder: Any, tmp_path: Path) -> None:
    key = "AKIAIOSFODNN7EXAMPLE"
    held = [document("README.md", f"# Deploy\n\nThe zebra key = '{key}' opens the bucket.\n")]
    texts = found(indexes.find("ann", "p1", held, f"zebra {key}", 5))
    assert "zebra" in texts[0]
    assert not any(key in text for text in (*texts, *fake_embedder.embedded[:-1]))
    files = [path for path in (tmp_path / "projects").rglob("*") if path.is_file()]
    assert files
    assert not any(key.encode() in path.read_bytes() for path in files)


def test_a_forgotten_project_leaves_nothing_on_the_disk(indexes: ProjectIndexes, tmp_path: Path) -> None:
    indexes.find("ann", "p1", MINE, "zebra", 5)
    indexes.find("ann", "p2", MINE, "zebra", 5)
    indexes.forget("ann", "p1")
    indexes.sweep({("ann", "p3")})
    assert [path for path in (tmp_path / "projects").rglob("*") if path.is_file()] == []


def test_an_id_that_was_asked_for_never_leads_out_of_the_folder(indexes: ProjectIndexes, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    indexes.forget("..", "../..")
    indexes.find("../../x", "../../y", MINE, "zebra", 5)
    assert (tmp_path / "kept.txt").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"kept.txt", "projects"}


def test_a_project_without_documents_finds_nothing(indexes: ProjectIndexes) -> None:
    assert indexes.find("ann", "p1", [], "zebra", 5) == []
