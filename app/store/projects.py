"""Projects of candidates and their documents, in the database.

Decides that the owner stands in every query, so that a project of somebody else is not there, and that a deleted
project takes its documents with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from app.store.accounts.times import aware, naive
from app.store.database import NUL, Transaction
from app.store.tables import project_documents, projects
from ingest.errors import BadRequest, NotFound

MOST_PROJECTS = 50
MOST_DOCUMENTS = 400
MOST_CHARS = 10_000_000


class DocumentKind(StrEnum):
    """How the text of a document is cut."""

    MARKDOWN = "markdown"
    PLAIN = "plain"
    CODE = "code"


@dataclass(frozen=True)
class LeftOut:
    """A secret that was found and not kept: its `line`, from 1, and what `kind` it is."""

    line: int
    kind: str


@dataclass(frozen=True)
class ProjectDocument:
    """A document of a project: its `name` is its path there, `text` what is searched and cited."""

    name: str
    kind: DocumentKind
    text: str
    secrets: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class ListedDocument:
    """A document as a list shows it: how much text it has, and not the text."""

    name: str
    kind: DocumentKind
    chars: int
    secrets: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project of one owner. `evidence` is what its git history shows, as JSON; None where none was read."""

    id: str
    owner: str
    name: str
    created_utc: datetime
    documents: int = 0
    evidence: Any = None


class Projects:
    """Reads and writes projects; safe to use from several threads."""

    def __init__(self, transaction: Transaction) -> None:
        """`transaction` opens one on the database."""
        self._transaction = transaction

    def add(self, project: Project) -> None:
        """Store a new project.

        Raises:
            BadRequest: its owner has as many as may be kept.
        """
        held = select(func.count()).select_from(projects).where(projects.c.owner == project.owner)
        with self._transaction() as connection:
            # Write before reading: SQLite refuses a write after a read where somebody else wrote in between.
            connection.execute(
                projects.insert().values(
                    id=project.id,
                    owner=project.owner,
                    name=project.name,
                    evidence=project.evidence,
                    created_utc=naive(project.created_utc),
                )
            )
            if connection.execute(held).scalar_one() > MOST_PROJECTS:
                raise BadRequest(f"{MOST_PROJECTS} projects are kept already; delete one first")

    def all(self, owner: str) -> list[Project]:
        """The projects of an owner, newest first."""
        if NUL in owner:
            return []
        with self._transaction() as connection:
            query = _counted().where(projects.c.owner == owner).order_by(projects.c.created_utc.desc(), projects.c.id)
            return [_project(row) for row in connection.execute(query)]

    def get(self, owner: str, identifier: str) -> Project:
        """A project of an owner.

        Raises:
            NotFound: this owner has none of that id.
        """
        with self._transaction() as connection:
            return _read(connection, owner, identifier)

    def documents(self, owner: str, identifier: str) -> list[ProjectDocument]:
        """The documents of a project in the order of their names.

        Raises:
            NotFound: this owner has no such project.
        """
        with self._transaction() as connection:
            _read(connection, owner, identifier)
            query = select(project_documents).where(_is_in(owner, identifier)).order_by(project_documents.c.name)
            return [_document(row) for row in connection.execute(query)]

    def document(self, owner: str, identifier: str, name: str) -> ProjectDocument:
        """One document of a project.

        Raises:
            NotFound: this owner has no such project, or it has no document of that name.
        """
        with self._transaction() as connection:
            _read(connection, owner, identifier)
            row = None
            if NUL not in name:
                query = select(project_documents).where(_is_in(owner, identifier), project_documents.c.name == name)
                row = connection.execute(query).one_or_none()
            if row is None:
                raise NotFound(f"there is no document {name!r} in this project")
            return _document(row)

    def library(self, owner: str) -> list[tuple[Project, tuple[ListedDocument, ...]]]:
        """All projects of an owner, newest first, each with its documents in the order of their names."""
        if NUL in owner:
            return []
        table = project_documents
        columns = (table.c.project_id, table.c.name, table.c.kind, table.c.secrets)
        query = select(*columns, func.length(table.c.text).label("chars")).where(table.c.owner == owner)
        with self._transaction() as connection:
            held: dict[str, list[ListedDocument]] = {}
            for row in connection.execute(query.order_by(table.c.name)):
                listed = ListedDocument(row.name, DocumentKind(row.kind), row.chars, _left_out(row.secrets))
                held.setdefault(row.project_id, []).append(listed)
            order = (projects.c.created_utc.desc(), projects.c.id)
            rows = connection.execute(_counted().where(projects.c.owner == owner).order_by(*order))
            return [(_project(row), tuple(held.get(row.id, ()))) for row in rows]

    def put_documents(self, owner: str, identifier: str, documents: Sequence[ProjectDocument]) -> None:
        """Keep documents; one of the same name is replaced.

        Raises:
            NotFound: this owner has no such project.
            BadRequest: the project would hold too many, or too much text.
        """
        with self._transaction() as connection:
            _lock(connection, owner, identifier)
            names = [document.name for document in documents]
            connection.execute(
                delete(project_documents).where(_is_in(owner, identifier), project_documents.c.name.in_(names))
            )
            for document in documents:
                connection.execute(project_documents.insert().values(_row(owner, identifier, document)))
            _check_size(connection, owner, identifier)

    def delete_document(self, owner: str, identifier: str, name: str) -> None:
        """Delete one document of a project.

        Raises:
            NotFound: this owner has no such project, or it has no document of that name.
        """
        with self._transaction() as connection:
            _lock(connection, owner, identifier)
            gone = 0
            if NUL not in name:
                one = _is_in(owner, identifier) & (project_documents.c.name == name)
                gone = connection.execute(delete(project_documents).where(one)).rowcount
            if not gone:
                raise NotFound(f"there is no document {name!r} in this project")

    def put_evidence(self, owner: str, identifier: str, evidence: Any) -> None:
        """Keep what the history of a project shows, in place of what was there.

        Raises:
            NotFound: this owner has no such project.
        """
        with self._transaction() as connection:
            _lock(connection, owner, identifier)
            connection.execute(update(projects).where(_is(owner, identifier)).values(evidence=evidence))

    def delete(self, owner: str, identifier: str) -> None:
        """Delete a project with all its documents.

        Raises:
            NotFound: this owner has no such project.
        """
        with self._transaction() as connection:
            _lock(connection, owner, identifier)
            connection.execute(delete(project_documents).where(_is_in(owner, identifier)))
            connection.execute(delete(projects).where(_is(owner, identifier)))

    def ids(self) -> set[tuple[str, str]]:
        """Owner and id of all projects, whoever's: which folders of indexes still belong to one."""
        with self._transaction() as connection:
            return {(row.owner, row.id) for row in connection.execute(select(projects.c.owner, projects.c.id))}


def _lock(connection: Connection, owner: str, identifier: str) -> None:
    """See that a project is there, and hold it to the end of the transaction.

    It is written before it is read: SQLite refuses a write after a read where somebody else wrote in between.

    Raises:
        NotFound: this owner has no such project.
    """
    if NUL not in owner and NUL not in identifier:
        connection.execute(update(projects).where(_is(owner, identifier)).values(name=projects.c.name))
    _read(connection, owner, identifier)


def _check_size(connection: Connection, owner: str, identifier: str) -> None:
    sizes = select(func.count(), func.coalesce(func.sum(func.length(project_documents.c.text)), 0))
    count, chars = connection.execute(sizes.where(_is_in(owner, identifier))).one()
    if count > MOST_DOCUMENTS:
        raise BadRequest(f"a project holds at most {MOST_DOCUMENTS} documents, and this would be {count:,}")
    if chars > MOST_CHARS:
        raise BadRequest(f"a project holds at most {MOST_CHARS:,} characters, and this would be {chars:,}")


def _is(owner: str, identifier: str) -> Any:
    return (projects.c.owner == owner) & (projects.c.id == identifier)


def _is_in(owner: str, identifier: str) -> Any:
    return (project_documents.c.owner == owner) & (project_documents.c.project_id == identifier)


def _counted() -> Any:
    held = select(func.count()).where(project_documents.c.project_id == projects.c.id).scalar_subquery()
    return select(projects, held.label("documents"))


def _read(connection: Connection, owner: str, identifier: str) -> Project:
    if NUL in owner or NUL in identifier:
        raise NotFound(f"there is no project {identifier!r}")
    row = connection.execute(_counted().where(_is(owner, identifier))).one_or_none()
    if row is None:
        raise NotFound(f"there is no project {identifier!r}")
    return _project(row)


def _project(row: Row[Any]) -> Project:
    return Project(row.id, row.owner, row.name, aware(row.created_utc), row.documents, row.evidence)


def _row(owner: str, identifier: str, document: ProjectDocument) -> dict[str, Any]:
    return {
        "project_id": identifier,
        "owner": owner,
        "name": document.name,
        "kind": document.kind.value,
        "text": document.text,
        "secrets": [[one.line, one.kind] for one in document.secrets],
    }


def _document(row: Row[Any]) -> ProjectDocument:
    return ProjectDocument(row.name, DocumentKind(row.kind), row.text, _left_out(row.secrets))


def _left_out(secrets: Sequence[Sequence[Any]]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(int(line), str(kind)) for line, kind in secrets)
