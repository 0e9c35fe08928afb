"""A candidate's projects, as a request sees them: documents in, claims, questions and evidence out.

Decides the order of each: read, store, draw. An owner is named in every call; the rules are in app/projects. The
project-review round asks by `round_questions` and checks an answer by `check_against` (project_rounds.py).
"""

import hashlib
import secrets
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.projects.checking import Remark, check
from app.projects.claims import Claim, Saying, claims_of, sayings_of
from app.projects.documents import parsed, shown_name
from app.projects.gather import Gathered, gather, read_all, read_items
from app.projects.history.author_evidence import read_evidence
from app.projects.history.commit_evidence import EVIDENCE, Evidence
from app.projects.history.repository import is_bundle
from app.projects.recognised import Recognised, recognise
from app.projects.reviewer import ProjectQuestion, by_turns, questions_about, questions_of
from app.projects.round_questions import as_question
from app.projects.sources.work_item import WorkItem
from app.store.projects import DocumentKind, ListedDocument, Project, ProjectDocument
from app.store.projects import Projects as Stored
from app.untrusted.fences import visible
from ingest.bank.questions import Question
from ingest.documents.document import LoadError
from ingest.documents.load import Refusal
from ingest.errors import BadRequest
from ingest.index.search import Hit

MOST_NAME_CHARS = 120
MOST_ANSWER_CHARS = 100_000
# Projects whose claims are kept between two answers: to draw them takes a second for each megabyte.
MOST_DRAWN = 16


@dataclass(frozen=True)
class Added:
    """A project after documents were added: what is new in it, and what was left out with the reason."""

    project: Project
    documents: tuple[ProjectDocument, ...]
    left_out: tuple[Refusal, ...]


class Indexes(Protocol):
    """Where the passages of projects lie and are searched: folders of this machine, or the database."""

    def find(self, owner: str, project: str, documents: Sequence[ProjectDocument], query: str, k: int) -> list[Hit]:
        """The k best passages of a project for a query, best first; nothing where it has no document."""

    def forget(self, owner: str, project: str) -> None:
        """Delete the passages of a project."""

    def sweep(self, projects: Collection[tuple[str, str]]) -> None:
        """Delete what belongs to none of these (owner, project)."""


@dataclass(frozen=True)
class Projects:
    """The projects of all owners; one owner's are never seen by another.

    `drawn` holds the claims that were drawn last by owner and project, each with the digest of its documents.
    """

    stored: Stored
    indexes: Indexes
    now: Callable[[], datetime]
    drawn: dict[tuple[str, str], tuple[str, tuple[Claim, ...]]] = field(default_factory=dict, compare=False, repr=False)

    def create(self, owner: str, name: str) -> Project:
        """A new project.

        Raises:
            BadRequest: it has no name, or the owner has too many.
        """
        shown = " ".join(visible(name).split())
        if not shown or len(shown) > MOST_NAME_CHARS:
            raise BadRequest(f"a project needs a name of at most {MOST_NAME_CHARS} characters")
        project = Project(secrets.token_hex(12), owner, shown, self.now())
        self.stored.add(project)
        return project

    def all(self, owner: str) -> list[Project]:
        """The projects of an owner, newest first."""
        return self.stored.all(owner)

    def get(self, owner: str, project_id: str) -> Project:
        """A project of an owner.

        Raises:
            NotFound: this owner has none of that id.
        """
        return self.stored.get(owner, project_id)

    def documents(self, owner: str, project_id: str) -> list[ProjectDocument]:
        """The documents of a project, without the secrets that were in them.

        Raises:
            NotFound: this owner has no such project.
        """
        return self.stored.documents(owner, project_id)

    def library(self, owner: str) -> list[tuple[Project, tuple[ListedDocument, ...]]]:
        """All projects of an owner, newest first, each with its documents."""
        return self.stored.library(owner)

    def recognised(self, owner: str, project_id: str, name: str) -> Recognised:
        """One document of a project, with its passages and what it claims.

        Raises:
            NotFound: this owner has no such project, or it has no document of that name.
        """
        return recognise(self.stored.document(owner, project_id, name))

    def delete_document(self, owner: str, project_id: str, name: str) -> None:
        """Delete one document of a project; what is searched is made anew with the next search.

        Raises:
            NotFound: this owner has no such project, or it has no document of that name.
        """
        self.stored.delete_document(owner, project_id, name)

    def add_paths(self, owner: str, project_id: str, paths: Iterable[Path]) -> Added:
        """Add the files and folders at these paths of this machine.

        Raises:
            NotFound: this owner has no such project.
            BadRequest: none could be read, or the project would hold too much.
        """
        return self._add(owner, project_id, gather(paths))

    def add_uploads(self, owner: str, project_id: str, files: Sequence[tuple[str, bytes]]) -> Added:
        """Add uploaded files, each with its name.

        Raises:
            NotFound: this owner has no such project.
            BadRequest: none could be read, or the project would hold too much.
        """
        self.stored.get(owner, project_id)
        with tempfile.TemporaryDirectory(prefix="coach-project-") as folder:
            placed: list[tuple[Path, str]] = []
            refused: list[Refusal] = []
            for number, (name, content) in enumerate(files):
                try:
                    shown = shown_name(name)
                except LoadError as error:
                    refused.append(Refusal(visible(name), str(error)))
                    continue
                # The name that was sent is never one on this disk.
                path = Path(folder) / f"{number}{Path(shown).suffix}"
                path.write_bytes(content)
                placed.append((path, shown))
            return self._add(owner, project_id, read_all(placed, refused))

    def _add(self, owner: str, project_id: str, gathered: Gathered) -> Added:
        if not gathered.documents:
            self.stored.get(owner, project_id)
            reasons = "; ".join(f"{one.path} {one.reason}" for one in gathered.left_out[:5])
            raise BadRequest(f"nothing could be read: {reasons or 'there is no document or program'}")
        self.stored.put_documents(owner, project_id, gathered.documents)
        return Added(self.stored.get(owner, project_id), gathered.documents, gathered.left_out)

    def add_items(self, owner: str, project_id: str, source: str, items: Iterable[WorkItem]) -> Added:
        """Add the newest merge requests, reviews and issues of a source as one document named after it.

        Raises:
            NotFound: this owner has no such project.
            BadRequest: there are none.
            SourceFailed: they cannot be had.
        """
        self.stored.get(owner, project_id)
        return self._add(owner, project_id, read_items(source, items))

    def sweep(self) -> None:
        """Delete the indexes of projects that are no more, as a deletion that was cut off leaves them."""
        left = self.stored.ids()
        self.indexes.sweep(left)
        for gone in set(self.drawn) - left:
            self.drawn.pop(gone, None)

    def delete(self, owner: str, project_id: str) -> None:
        """Delete a project, its documents and its index.

        Raises:
            NotFound: this owner has no such project.
        """
        self.stored.delete(owner, project_id)
        self.indexes.forget(owner, project_id)
        self.sweep()

    def search(self, owner: str, project_id: str, query: str, k: int) -> list[Hit]:
        """The k best passages of one project for a query.

        Raises:
            NotFound: this owner has no such project.
        """
        return self.indexes.find(owner, project_id, self.stored.documents(owner, project_id), query, k)

    def claims(self, owner: str, project_id: str) -> tuple[Claim, ...]:
        """What the documents of a project claim.

        Raises:
            NotFound: this owner has no such project.
        """
        # Code claims nothing.
        texts = [one for one in self.stored.documents(owner, project_id) if one.kind is not DocumentKind.CODE]
        digest = _digest(texts)
        known = self.drawn.pop((owner, project_id), None)
        claims = known[1] if known is not None and known[0] == digest else claims_of(map(parsed, texts))
        self.drawn[owner, project_id] = digest, claims
        for oldest in list(self.drawn)[:-MOST_DRAWN]:
            self.drawn.pop(oldest, None)
        return claims

    def project_questions(self, owner: str, project_id: str) -> tuple[ProjectQuestion, ...]:
        """What a reviewer asks of a project: of its claims and of its history by turns, each citing its source.

        Raises:
            NotFound: this owner has no such project.
        """
        read = [parsed(document) for document in self.stored.documents(owner, project_id)]
        sayings: list[Saying] = [saying for document in read for saying in sayings_of(document)]
        of_claims = questions_about(claims_of(read), sayings)
        evidence = self.evidence(owner, project_id)
        of_history = questions_of(evidence) if evidence is not None else ()
        return by_turns(of_claims, of_history)

    def round_questions(self, owner: str, project_id: str, most: int) -> tuple[Question, ...]:
        """The same as the plan of a project-review round: each with what a good answer holds.

        Raises:
            NotFound: this owner has no such project.
        """
        return tuple(as_question(asked) for asked in self.project_questions(owner, project_id)[:most])

    def check_against(self, owner: str, project_id: str, answer: str) -> tuple[Remark, ...]:
        """Hold an answer against the documents of a project.

        Raises:
            NotFound: this owner has no such project.
        """
        return check(answer[:MOST_ANSWER_CHARS], self.claims(owner, project_id))

    def read_bundle(self, owner: str, project_id: str, content: bytes, authors: Sequence[str]) -> Evidence:
        """The same for the bytes of a bundle.

        Raises:
            NotFound: this owner has no such project.
            BadRequest: it is no bundle, or cannot be read.
        """
        name = self.stored.get(owner, project_id).name
        with tempfile.TemporaryDirectory(prefix="coach-project-") as folder:
            path = Path(folder) / "work.bundle"
            path.write_bytes(content)
            if not is_bundle(path):
                raise BadRequest("this is no bundle; make one with: git bundle create work.bundle --all")
            return self.read_history(owner, project_id, path, authors, name)

    def read_history(self, owner: str, project_id: str, path: Path, authors: Sequence[str], name: str = "") -> Evidence:
        """Read a git repository or bundle for the work of `authors`, who are one person; kept with the project.

        Called `name`, or as its file is. Of several, where no author is named, only the names come back, nothing kept.

        Raises:
            NotFound: this owner has no such project.
            BadRequest: it cannot be read, or takes too much time or memory.
        """
        self.stored.get(owner, project_id)
        try:
            evidence = replace(read_evidence(path, authors), repository=name or path.name)
        except LoadError as error:
            raise BadRequest(f"{visible(name or path.name)} {error}") from error
        if evidence.author:
            # Who else is in the history is nobody's business once it is known who the candidate is.
            evidence = replace(evidence, authors=())
            self.stored.put_evidence(owner, project_id, EVIDENCE.dump_python(evidence, mode="json"))
        return evidence

    def evidence(self, owner: str, project_id: str) -> Evidence | None:
        """What the history of a project shows; None where none was read.

        Raises:
            NotFound: this owner has no such project.
        """
        held = self.stored.get(owner, project_id).evidence
        return None if held is None else EVIDENCE.validate_python(held)


def _digest(documents: Iterable[ProjectDocument]) -> str:
    found = hashlib.sha256()
    for document in documents:
        found.update(f"{document.name}\0{document.kind}\0{document.text}\0".encode())
    return found.hexdigest()
