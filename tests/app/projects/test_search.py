"""A project's own passages: private to it, made anew when its documents change, gone with it; in folders and in tables.

The tests that take `indexes` hold for both: one port, two stores.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from postgres_server import PostgresServer
from sqlalchemy import text

from app.coach.own_work.projects import Indexes, Projects
from app.projects.documents import kept
from app.projects.project_indexes import open_indexes
from app.projects.search import ProjectIndexes
from app.settings import Settings
from app.store.interviews import Store
from app.store.projects import DocumentKind, Project, ProjectDocument
from ingest.errors import NotFound

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PROJECTS = {"p": "ann", "p1": "ann", "p2": "bob"}
FAKE_DIMENSION = 32


def document(name: str, text: str) -> ProjectDocument:
    return kept(name, DocumentKind.MARKDOWN, text)


@pytest.fixture
def folders(tmp_path: Path, fake_embedder: Any) -> ProjectIndexes:
    return ProjectIndexes(tmp_path / "projects", lambda: fake_embedder)


@pytest.fixture(scope="module")
def url(postgres_process: PostgresServer) -> str:
    """A database of this module's own."""
    return postgres_process.new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """It, with the projects and nothing in them."""
    opened = Store(url)
    for owner in set(PROJECTS.values()):
        opened.users.delete(owner)
    for identifier, owner in PROJECTS.items():
        opened.projects.add(Project(identifier, owner, "Fraud", NOW))
    yield opened
    opened.close()


def shared(store: Store, embedder: Any) -> Indexes:
    """What one process has of the tables."""
    pytest.importorskip("pgvector")
    from app.projects.shared_search import SharedIndexes  # noqa: PLC0415
    from ingest.index.table import PassageTables  # noqa: PLC0415

    return SharedIndexes(PassageTables(store.transaction, "projects", FAKE_DIMENSION), lambda: embedder)


@pytest.fixture(params=["folders", "tables"])
def indexes(request: pytest.FixtureRequest, fake_embedder: Any) -> Indexes:
    if request.param == "folders":
        return request.getfixturevalue("folders")
    return shared(request.getfixturevalue("store"), fake_embedder)


MINE = [document("README.md", "# Churn\n\nThe zebra model predicts churn.\n")]
THEIRS = [document("README.md", "# Prices\n\nThe okapi model predicts prices.\n")]


def found(hits: list[Any]) -> list[str]:
    return [hit.passage.text for hit in hits]


def test_a_query_finds_the_passages_of_its_project_alone(indexes: Indexes) -> None:
    assert "zebra" in found(indexes.find("ann", "p1", MINE, "zebra churn", 5))[0]
    assert "okapi" in found(indexes.find("bob", "p2", THEIRS, "zebra churn", 5))[0]
    mine = found(indexes.find("ann", "p1", MINE, "okapi prices", 5))
    assert mine
    assert not any("okapi" in text for text in mine)


def test_two_owners_with_one_project_id_share_nothing(indexes: Indexes) -> None:
    indexes.find("ann", "p", MINE, "zebra", 5)
    theirs = found(indexes.find("bob", "p", THEIRS, "zebra", 5))
    assert theirs
    assert not any("zebra" in text for text in theirs)


def test_changed_documents_are_found_and_unchanged_ones_not_embedded_again(
    indexes: Indexes, fake_embedder: Any
) -> None:
    indexes.find("ann", "p1", MINE, "zebra", 5)
    embedded = len(fake_embedder.embedded)
    indexes.find("ann", "p1", MINE, "churn", 5)
    assert len(fake_embedder.embedded) == embedded
    changed = [*MINE, document("notes.md", "# Notes\n\nThe quagga was left out.\n")]
    assert any("quagga" in text for text in found(indexes.find("ann", "p1", changed, "quagga", 5)))


def test_searches_at_once_make_a_changed_index_once_and_all_find(folders: ProjectIndexes, fake_embedder: Any) -> None:
    folders.find("ann", "p1", THEIRS, "okapi", 5)
    before = len(fake_embedder.embedded)
    together = Barrier(4)

    def search(_: int) -> list[str]:
        together.wait()
        return found(folders.find("ann", "p1", MINE, "zebra", 5))

    with ThreadPoolExecutor(4) as pool:
        assert all("zebra" in texts[0] for texts in pool.map(search, range(4)))
    assert len(fake_embedder.embedded) == before + len(MINE)


def test_a_secret_of_a_document_is_in_no_index(folders: ProjectIndexes, fake_embedder: Any, tmp_path: Path) -> None:
    key = "AKIAIOSFODNN7EXAMPLE"
    held = [document("README.md", f"# Deploy\n\nThe zebra key = '{key}' opens the bucket.\n")]
    texts = found(folders.find("ann", "p1", held, f"zebra {key}", 5))
    assert "zebra" in texts[0]
    assert not any(key in text for text in (*texts, *fake_embedder.embedded))
    files = [path for path in (tmp_path / "projects").rglob("*") if path.is_file()]
    assert files
    assert not any(key.encode() in path.read_bytes() for path in files)


def test_a_forgotten_project_leaves_nothing_on_the_disk(folders: ProjectIndexes, tmp_path: Path) -> None:
    folders.find("ann", "p1", MINE, "zebra", 5)
    folders.find("ann", "p2", MINE, "zebra", 5)
    folders.forget("ann", "p1")
    folders.sweep({("ann", "p3")})
    assert [path for path in (tmp_path / "projects").rglob("*") if path.is_file()] == []


def test_an_id_that_was_asked_for_never_leads_out_of_the_folder(folders: ProjectIndexes, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    folders.forget("..", "../..")
    folders.find("../../x", "../../y", MINE, "zebra", 5)
    assert (tmp_path / "kept.txt").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"kept.txt", "projects"}


def test_a_project_without_documents_finds_nothing(indexes: Indexes) -> None:
    assert indexes.find("ann", "p1", [], "zebra", 5) == []


def test_a_forgotten_project_is_made_anew_when_it_is_searched(indexes: Indexes, fake_embedder: Any) -> None:
    indexes.find("ann", "p1", MINE, "zebra", 5)
    indexes.forget("ann", "p1")
    before = len(fake_embedder.embedded)
    assert "zebra" in found(indexes.find("ann", "p1", MINE, "zebra", 5))[0]
    assert len(fake_embedder.embedded) > before


def test_what_one_process_has_made_another_finds_without_embedding_it(
    url: str, store: Store, fake_embedder: Any
) -> None:
    shared(store, fake_embedder).find("ann", "p1", MINE, "zebra", 5)
    before = len(fake_embedder.embedded)
    other = Store(url)
    assert "zebra" in found(shared(other, fake_embedder).find("ann", "p1", MINE, "zebra", 5))[0]
    other.close()
    assert len(fake_embedder.embedded) == before


def rows_left(store: Store) -> dict[str, int]:
    """All rows of private passages, whoever's: the tests' user is bound by no policy."""
    with store.transaction() as connection:
        tables = ("private_sets", "private_passages", "private_windows", "private_words")
        return {one: connection.execute(text(f"SELECT count(*) FROM {one}")).scalar_one() for one in tables}  # noqa: S608


def test_a_deleted_user_leaves_no_passage_in_any_table(store: Store, fake_embedder: Any) -> None:
    indexes = shared(store, fake_embedder)
    indexes.find("ann", "p1", MINE, "zebra", 5)
    assert all(rows_left(store).values())
    store.users.delete("ann")
    assert not any(rows_left(store).values())


def test_a_deleted_project_leaves_none_and_a_search_under_way_brings_none_back(
    store: Store, fake_embedder: Any
) -> None:
    indexes = shared(store, fake_embedder)
    indexes.find("ann", "p1", MINE, "zebra", 5)
    indexes.find("bob", "p2", THEIRS, "okapi", 5)
    Projects(store.projects, indexes, lambda: NOW).delete("ann", "p1")
    assert rows_left(store)["private_sets"] == 1
    with pytest.raises(NotFound):
        indexes.find("ann", "p1", MINE, "zebra", 5)
    assert rows_left(store)["private_sets"] == 1


def test_with_sqlite_passages_stay_in_folders(tmp_path: Path, fake_embedder: Any) -> None:
    settings = Settings(_env_file=None, home=tmp_path)
    store = Store(settings.store_url)
    indexes = open_indexes(settings, store, lambda: fake_embedder)
    assert isinstance(indexes, ProjectIndexes)
    indexes.find("ann", "p1", MINE, "zebra", 5)
    assert settings.projects_folder.exists()
    store.close()


def test_with_postgresql_they_are_in_its_tables_and_what_folders_held_is_gone(
    postgres_process: PostgresServer, tmp_path: Path, embedder: Any
) -> None:
    pytest.importorskip("pgvector")
    settings = Settings(_env_file=None, home=tmp_path, database_url=postgres_process.new_database())
    ProjectIndexes(settings.projects_folder, lambda: embedder).find("ann", "p1", MINE, "zebra", 5)
    store = Store(settings.store_url)
    store.projects.add(Project("p1", "ann", "Fraud", NOW))
    indexes = open_indexes(settings, store, lambda: embedder)
    assert not isinstance(indexes, ProjectIndexes)
    assert "zebra" in found(indexes.find("ann", "p1", MINE, "zebra churn", 5))[0]
    assert not settings.projects_folder.exists()
    store.close()
