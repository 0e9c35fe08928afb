"""The routes of projects: documents and histories in, claims, questions and evidence out; each is its owner's alone."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Response, UploadFile

from app.api.dependencies import BODY, Owner, TheCoach, errors
from app.api.projects.findings import (
    CheckRequest,
    ClaimsView,
    ClaimView,
    EvidenceView,
    PassagesView,
    PassageView,
    ProjectQuestionsView,
    ProjectQuestionView,
    RecognisedView,
    RemarksView,
    RemarkView,
)
from app.api.projects.schemas import (
    AddedView,
    LibraryView,
    ProjectDetailView,
    ProjectDocumentView,
    ProjectRequest,
    ProjectsView,
    ProjectView,
)
from app.projects.history.page import as_html, as_markdown
from ingest.errors import NotFound

router = APIRouter(tags=["projects"])
NO_HISTORY = "no history was read for this project; send a bundle of its repository first"


@router.get("/api/projects", responses=errors())
def list_projects(owner: Owner, coach: TheCoach) -> ProjectsView:
    """The projects of the candidate, newest first."""
    return ProjectsView(projects=[ProjectView.of(project) for project in coach.projects.all(owner)])


@router.get("/api/library", responses=errors())
def library(owner: Owner, coach: TheCoach) -> LibraryView:
    """All projects of the candidate with their documents."""
    return LibraryView.of(coach.projects.library(owner))


@router.post("/api/projects", status_code=201, responses=errors(*BODY))
def create_project(body: ProjectRequest, owner: Owner, coach: TheCoach) -> ProjectView:
    """A new project without documents."""
    return ProjectView.of(coach.projects.create(owner, body.name))


@router.get("/api/projects/{project_id}", responses=errors(404))
def get_project(project_id: str, owner: Owner, coach: TheCoach) -> ProjectDetailView:
    """A project and its documents."""
    documents = coach.projects.documents(owner, project_id)
    return ProjectDetailView(
        project=ProjectView.of(coach.projects.get(owner, project_id)),
        documents=[ProjectDocumentView.of(document) for document in documents],
    )


@router.delete("/api/projects/{project_id}", status_code=204, responses=errors(404))
def delete_project(project_id: str, owner: Owner, coach: TheCoach) -> None:
    """Delete a project with its documents, its passages and its evidence."""
    coach.projects.delete(owner, project_id)


@router.post("/api/projects/{project_id}/documents", responses=errors(404, *BODY))
def add_documents(project_id: str, files: list[UploadFile], owner: Owner, coach: TheCoach) -> AddedView:
    """Add files: documents, notebooks, programs. What is left out is named with the reason."""
    read = [(file.filename or "", file.file.read()) for file in files]
    return AddedView.of(coach.projects.add_uploads(owner, project_id, read))


@router.get("/api/projects/{project_id}/documents/{document_name:path}", responses=errors(404))
def get_document(project_id: str, document_name: str, owner: Owner, coach: TheCoach) -> RecognisedView:
    """A document with its text, the passages that a search finds in it, and what it claims."""
    return RecognisedView.of(coach.projects.recognised(owner, project_id, document_name))


@router.delete("/api/projects/{project_id}/documents/{document_name:path}", status_code=204, responses=errors(404))
def delete_document(project_id: str, document_name: str, owner: Owner, coach: TheCoach) -> None:
    """Delete one document with its passages."""
    coach.projects.delete_document(owner, project_id, document_name)


@router.get("/api/projects/{project_id}/claims", responses=errors(404))
def claims(project_id: str, owner: Owner, coach: TheCoach) -> ClaimsView:
    """What the documents claim, each with its line."""
    return ClaimsView(claims=[ClaimView.of(claim) for claim in coach.projects.claims(owner, project_id)])


@router.get("/api/projects/{project_id}/questions", responses=errors(404))
def project_questions(project_id: str, owner: Owner, coach: TheCoach) -> ProjectQuestionsView:
    """What a reviewer would ask, each question with its claim."""
    asked = coach.projects.project_questions(owner, project_id)
    return ProjectQuestionsView(questions=[ProjectQuestionView.of(question) for question in asked])


@router.post("/api/projects/{project_id}/check", responses=errors(404, *BODY))
def check_answer(project_id: str, body: CheckRequest, owner: Owner, coach: TheCoach) -> RemarksView:
    """Hold what is said of a project against its documents."""
    remarks = coach.projects.check_against(owner, project_id, body.answer)
    return RemarksView(remarks=[RemarkView.of(remark) for remark in remarks])


@router.get("/api/projects/{project_id}/search", responses=errors(404, 422))
def search_project(
    project_id: str,
    owner: Owner,
    coach: TheCoach,
    q: Annotated[str, Query(min_length=1, max_length=2000, pattern=r"\S")],
    k: Annotated[int, Query(ge=1, le=20)] = 5,
) -> PassagesView:
    """The passages of this project alone, best first."""
    return PassagesView(
        passages=[
            PassageView(
                rank=hit.rank, document=hit.passage.document, headings=hit.passage.headings, text=hit.passage.text
            )
            for hit in coach.projects.search(owner, project_id, q.strip(), k)
        ]
    )


@router.post("/api/projects/{project_id}/history", responses=errors(404, *BODY))
def read_history(
    project_id: str,
    bundle: UploadFile,
    owner: Owner,
    coach: TheCoach,
    author: Annotated[str, Form(max_length=2000, description="name or address; several are separated by commas")] = "",
) -> EvidenceView:
    """Read a bundle (`git bundle create work.bundle --all`); without an author, the names to choose from come back."""
    names = [name.strip() for name in author.split(",") if name.strip()]
    return EvidenceView.of(coach.projects.read_bundle(owner, project_id, bundle.file.read(), names))


@router.get("/api/projects/{project_id}/evidence", responses=errors(404))
def evidence(project_id: str, owner: Owner, coach: TheCoach) -> EvidenceView:
    """What the history of this project shows: statements with their commits, no score."""
    found = coach.projects.evidence(owner, project_id)
    if found is None:
        raise NotFound(NO_HISTORY)
    return EvidenceView.of(found)


@router.get("/api/projects/{project_id}/evidence/page", responses=errors(404, 422), response_class=Response)
def evidence_page(project_id: str, owner: Owner, coach: TheCoach, kind: Literal["html", "md"] = "html") -> Response:
    """The same as a file to bring along."""
    found = coach.projects.evidence(owner, project_id)
    if found is None:
        raise NotFound(NO_HISTORY)
    text, media = (as_html(found), "text/html") if kind == "html" else (as_markdown(found), "text/markdown")
    headers = {"Content-Disposition": f'attachment; filename="evidence.{kind}"'}
    return Response(text, media_type=f"{media}; charset=utf-8", headers=headers)
