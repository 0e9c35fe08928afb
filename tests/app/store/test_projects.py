"""Projects in SQLite and in PostgreSQL: the owner in every query, documents gone with their project."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.store.interviews import Store
from app.store.projects import MOST_DOCUMENTS, DocumentKind, LeftOut, ListedDocument, Project, ProjectDocument, Projects
from ingest.errors import BadRequest, NotFound

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
README = ProjectDocument("README.md", DocumentKind.MARKDOWN, "# A\n\nwords", (LeftOut(3, "AWS Access Key"),))


@pytest.fixture
def stored(store_url: str) -> Iterator[Projects]:
    store = Store(store_url)
    yield store.projects
    store.close()


def test_a_project_and_its_documents_come_back_as_they_were(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    stored.put_documents("ann", "p1", [README])
    assert stored.get("ann", "p1") == Project("p1", "ann", "Fraud", NOW, documents=1)
    assert stored.documents("ann", "p1") == [README]
    assert [project.id for project in stored.all("ann")] == ["p1"]


def test_a_project_of_somebody_else_is_not_there(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    stored.put_documents("ann", "p1", [README])
    assert stored.all("bob") == []
    for call in (
        lambda: stored.get("bob", "p1"),
        lambda: stored.documents("bob", "p1"),
        lambda: stored.document("bob", "p1", "README.md"),
        lambda: stored.delete_document("bob", "p1", "README.md"),
        lambda: stored.put_documents("bob", "p1", [README]),
        lambda: stored.put_evidence("bob", "p1", {}),
        lambda: stored.delete("bob", "p1"),
    ):
        with pytest.raises(NotFound):
            call()
    assert stored.documents("ann", "p1") == [README]


def test_a_library_lists_all_projects_of_one_owner_without_their_texts(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    stored.add(Project("p2", "ann", "Empty", NOW.replace(day=25)))
    stored.add(Project("p3", "bob", "Other", NOW))
    stored.put_documents("ann", "p1", [README, ProjectDocument("a/b.py", DocumentKind.CODE, "x = '🙂'")])
    held = stored.library("ann")
    assert [(project.name, project.documents) for project, _ in held] == [("Empty", 0), ("Fraud", 2)]
    assert held[1][1] == (
        ListedDocument("README.md", DocumentKind.MARKDOWN, len(README.text), README.secrets),
        ListedDocument("a/b.py", DocumentKind.CODE, 7),
    )
    assert stored.library("eve") == []


def test_one_document_is_deleted_and_the_others_stay(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    other = ProjectDocument("docs/other.md", DocumentKind.MARKDOWN, "words")
    stored.put_documents("ann", "p1", [README, other])
    stored.delete_document("ann", "p1", "README.md")
    assert stored.documents("ann", "p1") == [other]
    assert stored.document("ann", "p1", "docs/other.md") == other
    for name in ("README.md", "no\0such"):
        with pytest.raises(NotFound):
            stored.document("ann", "p1", name)
        with pytest.raises(NotFound):
            stored.delete_document("ann", "p1", name)


def test_a_document_of_the_same_name_is_replaced(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    stored.put_documents("ann", "p1", [README])
    newer = ProjectDocument("README.md", DocumentKind.MARKDOWN, "# B\n\nother words")
    stored.put_documents("ann", "p1", [newer])
    assert stored.documents("ann", "p1") == [newer]


def test_a_deleted_project_takes_its_documents_with_it(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    stored.put_documents("ann", "p1", [README])
    stored.delete("ann", "p1")
    assert stored.all("ann") == []
    assert stored.ids() == set()
    stored.add(Project("p1", "ann", "Again", NOW))
    assert stored.documents("ann", "p1") == []


def test_too_many_documents_are_refused_and_the_old_ones_stay(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    stored.put_documents("ann", "p1", [README])
    many = [ProjectDocument(f"{n}.md", DocumentKind.MARKDOWN, "words") for n in range(MOST_DOCUMENTS)]
    with pytest.raises(BadRequest, match="at most"):
        stored.put_documents("ann", "p1", many)
    assert stored.documents("ann", "p1") == [README]


def test_evidence_is_kept_with_its_project(stored: Projects) -> None:
    stored.add(Project("p1", "ann", "Fraud", NOW))
    stored.put_evidence("ann", "p1", {"statements": [1]})
    assert stored.get("ann", "p1").evidence == {"statements": [1]}


def test_an_id_with_a_nul_is_nobodys(stored: Projects) -> None:
    with pytest.raises(NotFound):
        stored.get("ann", "p\0")
    assert stored.all("an\0n") == []
