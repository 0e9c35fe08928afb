"""Projects over the wire: the documents that they hold; what is found in them is in findings.py."""

from typing import Self

from pydantic import Field

from app.api.schemas import Model
from app.coach.own_work.projects import Added
from app.store.projects import LeftOut, ListedDocument, Project, ProjectDocument
from ingest.documents.load import Refusal


class ProjectRequest(Model):
    """A new project."""

    name: str = Field(min_length=1, max_length=120, examples=["Fraud detector"])


class ProjectView(Model):
    """A project of the candidate."""

    id: str
    name: str
    created_utc: str
    documents: int
    has_evidence: bool

    @classmethod
    def of(cls, project: Project) -> Self:
        """The view of a project."""
        return cls(
            id=project.id,
            name=project.name,
            created_utc=project.created_utc.isoformat(),
            documents=project.documents,
            has_evidence=project.evidence is not None,
        )


class ProjectsView(Model):
    """All projects of the candidate, newest first."""

    projects: list[ProjectView]


class SecretView(Model):
    """A secret that was found and is not kept: its line and kind, never its value."""

    line: int
    kind: str = Field(examples=["AWS Access Key"])

    @classmethod
    def of(cls, secret: LeftOut) -> Self:
        """The view of a secret."""
        return cls(line=secret.line, kind=secret.kind)


class ProjectDocumentView(Model):
    """A document of a project."""

    name: str = Field(examples=["README.md"])
    kind: str = Field(examples=["markdown"])
    chars: int
    secrets: list[SecretView]

    @classmethod
    def of(cls, document: ProjectDocument) -> Self:
        """The view of a document."""
        secrets = [SecretView.of(secret) for secret in document.secrets]
        return cls(name=document.name, kind=document.kind.value, chars=len(document.text), secrets=secrets)

    @classmethod
    def of_listed(cls, document: ListedDocument) -> Self:
        """The view of a document in a list."""
        secrets = [SecretView.of(secret) for secret in document.secrets]
        return cls(name=document.name, kind=document.kind.value, chars=document.chars, secrets=secrets)


class ProjectDetailView(Model):
    """A project with its documents."""

    project: ProjectView
    documents: list[ProjectDocumentView]


class LibraryView(Model):
    """All projects of the candidate, newest first, each with its documents."""

    projects: list[ProjectDetailView]

    @classmethod
    def of(cls, held: list[tuple[Project, tuple[ListedDocument, ...]]]) -> Self:
        """The view of a library."""
        return cls(
            projects=[
                ProjectDetailView(
                    project=ProjectView.of(project),
                    documents=[ProjectDocumentView.of_listed(document) for document in documents],
                )
                for project, documents in held
            ]
        )


class RefusalView(Model):
    """A file that was left out, and why."""

    name: str
    reason: str

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        """The view of a refusal."""
        return cls(name=refusal.path, reason=refusal.reason)


class AddedView(Model):
    """What was added to a project, and what was left out."""

    project: ProjectView
    documents: list[ProjectDocumentView]
    left_out: list[RefusalView]

    @classmethod
    def of(cls, added: Added) -> Self:
        """The view of what was added."""
        return cls(
            project=ProjectView.of(added.project),
            documents=[ProjectDocumentView.of(document) for document in added.documents],
            left_out=[RefusalView.of(refusal) for refusal in added.left_out],
        )
