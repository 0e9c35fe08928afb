"""What is found in a project, over the wire: passages, claims, questions, remarks, evidence."""

from typing import Self

from pydantic import Field

from app.api.projects.schemas import ProjectDocumentView
from app.api.schemas import Model
from app.projects.checking import Remark
from app.projects.claims import Claim
from app.projects.history.commit_evidence import Evidence, Statement
from app.projects.recognised import Recognised
from app.projects.reviewer import ProjectQuestion, Source
from ingest.passages.split import Passage


class CheckRequest(Model):
    """Something that is said of a project."""

    answer: str = Field(min_length=1, max_length=100_000, examples=["We reached an F1 of 0.91."])


class ClaimView(Model):
    """Something that a document claims, at its line; characters [start, end) of the document."""

    document: str
    line: int
    start: int
    end: int
    text: str
    kinds: list[str] = Field(examples=[["number", "comparison"]])

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """The view of a claim."""
        kinds = [kind.value for kind in claim.kinds]
        return cls(
            document=claim.document, line=claim.line, start=claim.start, end=claim.end, text=claim.text, kinds=kinds
        )


class StretchView(Model):
    """A passage of a document as a search finds it: where it stands, in characters, and the headings above it."""

    start: int
    end: int
    headings: tuple[str, ...]

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """The view of a passage."""
        return cls(start=passage.start, end=passage.end, headings=passage.headings)


class RecognisedView(Model):
    """A document with its text, its passages and what it claims; `nothing` says why there is no claim, else empty."""

    document: ProjectDocumentView
    text: str
    passages: list[StretchView]
    claims: list[ClaimView]
    nothing: str

    @classmethod
    def of(cls, found: Recognised) -> Self:
        """The view of what was recognised."""
        return cls(
            document=ProjectDocumentView.of(found.document),
            text=found.document.text,
            passages=[StretchView.of(passage) for passage in found.passages],
            claims=[ClaimView.of(claim) for claim in found.claims],
            nothing=found.nothing,
        )


class ClaimsView(Model):
    """The claims of a project, in the order of its documents."""

    claims: list[ClaimView]


class SourceView(Model):
    """Where a claim stands: a line of a document, or commits of a history (`line` is 0 then)."""

    document: str
    line: int
    text: str
    commits: tuple[str, ...]

    @classmethod
    def of(cls, source: Source) -> Self:
        """The view of a source."""
        return cls(document=source.document, line=source.line, text=source.text, commits=source.commits)


class ProjectQuestionView(Model):
    """What a reviewer asks; the first of `sources` is the claim that it is about.

    `text` quotes that claim with its place, `asks` is the question alone. `unsaid`: the documents say nothing of it.
    """

    id: str
    aspect: str = Field(examples=["baseline"])
    text: str
    asks: str
    unsaid: bool
    sources: list[SourceView]

    @classmethod
    def of(cls, question: ProjectQuestion) -> Self:
        """The view of a question."""
        sources = [SourceView.of(source) for source in question.sources]
        return cls(
            id=question.id,
            aspect=question.aspect.value,
            text=question.text,
            asks=question.asks,
            unsaid=question.unsaid,
            sources=sources,
        )


class ProjectQuestionsView(Model):
    """The questions of a reviewer."""

    questions: list[ProjectQuestionView]


class RemarkView(Model):
    """What the documents say of something that was said: it differs, agrees, or is not named."""

    kind: str = Field(examples=["differs"])
    text: str = Field(examples=["You said 0.91 for F1; README.md, line 4, says 0.87."])
    said: str
    source: SourceView

    @classmethod
    def of(cls, remark: Remark) -> Self:
        """The view of a remark."""
        return cls(kind=remark.kind.value, text=remark.text, said=remark.said, source=SourceView.of(remark.source))


class RemarksView(Model):
    """The remarks, differences first."""

    remarks: list[RemarkView]


class PassageView(Model):
    """A passage of a project that a query found."""

    rank: int
    document: str
    headings: tuple[str, ...]
    text: str


class PassagesView(Model):
    """The passages of one project, best first."""

    passages: list[PassageView]


class PersonView(Model):
    """An author of commits."""

    name: str
    email: str


class StatementView(Model):
    """A statement about a history, the commits it stands on, and what it cannot show."""

    about: str = Field(examples=["collaboration"])
    text: str
    commits: tuple[str, ...]
    commit_count: int
    rests_on: list[str] = Field(examples=[["paths alone"]])
    cannot_show: str

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """The view of a statement."""
        rests_on = [standing.value for standing in statement.rests_on]
        return cls(**(vars(statement) | {"about": statement.about.value, "rests_on": rests_on}))


class EvidenceView(Model):
    """What a git history shows of the author; without one, only the names to choose from."""

    author: list[PersonView]
    authors: list[PersonView]
    commits_in_all: int
    own_commits: int
    first_day: str
    last_day: str
    statements: list[StatementView]
    questions: list[str]
    limits: tuple[str, ...]

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """The view of evidence."""
        return cls(
            author=[PersonView(name=person.name, email=person.email) for person in evidence.author],
            authors=[PersonView(name=person.name, email=person.email) for person in evidence.authors],
            commits_in_all=evidence.commits_in_all,
            own_commits=evidence.own_commits,
            first_day=evidence.first_day,
            last_day=evidence.last_day,
            statements=[StatementView.of(statement) for statement in evidence.statements],
            questions=[question.text for question in evidence.questions],
            limits=evidence.limits,
        )
