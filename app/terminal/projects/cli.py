"""`coach project`: a candidate's own projects in the terminal.

Decides what is printed of each; what a project is told by is for app/coach/own_work/projects.py. All projects of the
terminal are those of one owner, the user of this machine.
"""

import os
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from app.answering.index_opening import open_embedder, open_grading_embedder
from app.candidate.candidate import LOCAL
from app.coach.own_work.projects import Projects
from app.projects.history.commit_evidence import Evidence
from app.projects.history.commits import SHOWN_SHA_CHARS
from app.projects.history.page import as_html, as_markdown
from app.projects.history.repository import is_bundle, is_repository
from app.projects.project_indexes import open_indexes
from app.projects.reviewer import place
from app.projects.sources import bitbucket, github, gitlab, jira
from app.store.interviews import Store
from app.store.projects import Project
from app.terminal.lazy import group
from app.terminal.options import AsJson, print_json, settings_of
from app.terminal.output.printing import Status
from app.untrusted.terminal_text import harmless
from ingest.errors import BadRequest, CoachError

project = group(
    {
        name: f"app.terminal.projects.cli:{function}"
        for name, function in {
            "add": "add",
            "list": "list_projects",
            "show": "show",
            "questions": "questions",
            "check": "check",
            "fetch": "fetch",
            "search": "search",
            "evidence": "evidence",
            "delete": "delete",
        }.items()
    },
    "Your own projects: documents, claims, what a reviewer asks, and what a git history shows.",
)


class Source(StrEnum):
    """Where merge requests, reviews and issues come from."""

    GITHUB = "github"
    GITLAB = "gitlab"
    BITBUCKET = "bitbucket"
    JIRA = "jira"


ADAPTERS: dict[Source, Any] = {
    Source.GITHUB: github,
    Source.GITLAB: gitlab,
    Source.BITBUCKET: bitbucket,
    Source.JIRA: jira,
}
Authors = Annotated[
    list[str] | None, typer.Option("--author", help="Your name or address in the commits; may be given several times.")
]


def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders, git repositories or bundles.")],
    name: Annotated[str, typer.Option(help="What to call it; unset: the name of the first path.")] = "",
    to: Annotated[str, typer.Option("--to", help="The id of a project to add to.")] = "",
    author: Authors = None,
) -> None:
    """Add a project, or documents to one. Example: `coach project add my-repo/ --author me@example.org`.

    Its documents, notebooks and programs become private passages: no search of the corpus finds them. Where a path is a
    git repository, its history is read too, for the author you name.
    """
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise BadRequest(f"{missing} does not exist")
    projects = _projects()
    chosen = projects.get(LOCAL, to) if to else projects.create(LOCAL, name or paths[0].resolve().name)
    read = [path for path in paths if not is_bundle(path)]
    try:
        if read:
            with Status() as status:
                status.say("reading")
                added = projects.add_paths(LOCAL, chosen.id, read)
            for refusal in added.left_out:
                _warn(f"left out: {refusal.path}: {refusal.reason}")
            for document in added.documents:
                for secret in document.secrets:
                    _warn(f"a secret was found and not kept: {document.name}, line {secret.line}: {secret.kind}")
        for path in paths:
            if is_repository(path):
                _read_history(projects, chosen, path, author or [])
    except CoachError:
        if not to:
            projects.delete(LOCAL, chosen.id)
        raise
    _print(_line(projects.get(LOCAL, chosen.id)))


def list_projects(as_json: AsJson = False) -> None:
    """List your projects. Example: `coach project list`."""
    found = _projects().all(LOCAL)
    if as_json:
        print_json({"projects": [_told(one) for one in found]})
        return
    for one in found:
        _print(_line(one))
    if not found:
        _print("There are no projects yet; `coach project add PATH` adds one.")


def show(project_id: str, as_json: AsJson = False) -> None:
    """Show the documents and claims of a project. Example: `coach project show ID`."""
    projects = _projects()
    one, documents = projects.get(LOCAL, project_id), projects.documents(LOCAL, project_id)
    claims = projects.claims(LOCAL, project_id)
    if as_json:
        told = [{"name": d.name, "kind": d.kind.value, "secrets_left_out": len(d.secrets)} for d in documents]
        drawn = [
            {"document": c.document, "line": c.line, "text": c.text, "kinds": [kind.value for kind in c.kinds]}
            for c in claims
        ]
        print_json({**_told(one), "documents": told, "claims": drawn})
        return
    _print(_line(one))
    for document in documents:
        secrets = f", {len(document.secrets)} secrets left out" if document.secrets else ""
        _print(f"  {document.name} ({document.kind.value}{secrets})")
    for claim in claims:
        _print(f"  {place(claim)}: {claim.text} [{', '.join(kind.value for kind in claim.kinds)}]")


def questions(project_id: str, as_json: AsJson = False) -> None:
    """Print what a reviewer would ask of a project. Example: `coach project questions ID`."""
    found = _projects().project_questions(LOCAL, project_id)
    if as_json:
        print_json({"questions": [_question(one) for one in found]})
        return
    for number, question in enumerate(found, start=1):
        about = f"{question.aspect.value}{', not mentioned in your documents' if question.unsaid else ''}"
        _print(f"{number}. [{about}] {question.text}")


def check(project_id: str, answer: str, as_json: AsJson = False) -> None:
    """Hold an answer against the documents. Example: `coach project check ID "We reached an F1 of 0.91."`."""
    remarks = _projects().check_against(LOCAL, project_id, answer)
    if as_json:
        told = [
            {"kind": r.kind.value, "text": r.text, "document": r.source.document, "line": r.source.line}
            for r in remarks
        ]
        print_json({"remarks": told})
        return
    for remark in remarks:
        _print(remark.text)
    if not remarks:
        _print("The documents say nothing that could be held against it.")


def fetch(
    project_id: str,
    source: Annotated[Source, typer.Option("--from", help="Where from.")],
    repository: Annotated[str, typer.Option(help="owner/name; for Jira the key of a project.")],
    me: Annotated[str, typer.Option(help="Your name there: a login, for Jira an account id or name.")],
    base: Annotated[str, typer.Option(help="The address of a server of one's own; Jira needs one.")] = "",
) -> None:
    """Add your merge requests, reviews and issues. Example: `coach project fetch ID --from github ...`.

    The token is read from COACH_SOURCE_TOKEN and sent to that host alone; it is not kept.
    """
    adapter = ADAPTERS[source]
    if source is Source.JIRA and not base:
        raise BadRequest("name the address of your Jira with --base, such as https://example.atlassian.net")
    token = os.environ.get("COACH_SOURCE_TOKEN", "")
    host = adapter.host(token, base) if base else adapter.host(token)
    with Status() as status:
        status.say("asking")
        added = _projects().add_items(
            LOCAL, project_id, f"{source.value} {repository}", adapter.items(host, repository, me)
        )
    for refusal in added.left_out:
        _warn(f"left out: {refusal.path}: {refusal.reason}")
    _print(_line(added.project))


def search(
    project_id: str, query: str, k: Annotated[int, typer.Option(min=1, max=20, help="How many passages.")] = 5
) -> None:
    """Search the passages of one project. Example: `coach project search ID "how was it split"`."""
    with Status() as status:
        status.say("searching")
        hits = _projects().search(LOCAL, project_id, query, k)
    for hit in hits:
        _print(f"{hit.rank}. {hit.passage.document} {' > '.join(hit.passage.headings)}\n{hit.passage.text}\n")


def evidence(
    project_id: str,
    repository: Annotated[Path | None, typer.Option(help="A git repository or bundle to read anew.")] = None,
    author: Authors = None,
    out: Annotated[Path | None, typer.Option(help="A .md or .html file to write; unset: print Markdown.")] = None,
) -> None:
    """Show what a git history shows of your work. Example: `coach project evidence ID --out evidence.html`.

    It is no score: each statement names its commits and what it cannot show.
    """
    projects = _projects()
    if repository is not None:
        _read_history(projects, projects.get(LOCAL, project_id), repository, author or [])
    found = projects.evidence(LOCAL, project_id)
    if found is None:
        raise BadRequest("no history was read for this project; name one with --repository and yourself with --author")
    page = as_html(found) if out is not None and out.suffix.lower() in (".html", ".htm") else as_markdown(found)
    if out is None:
        _print(page)
        return
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CoachError(f"{out} cannot be written: {error.strerror}; name a file in a folder that is there") from error
    _print(str(out))


def delete(project_id: str, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a project with all that is kept of it. Example: `coach project delete ID`."""
    projects = _projects()
    one = projects.get(LOCAL, project_id)
    if not yes:
        typer.confirm(harmless(f"Delete {one.name} with its {one.documents} documents?"), abort=True, err=True)
    projects.delete(LOCAL, project_id)
    _print(f"{one.name} is deleted.")


def _projects() -> Projects:
    settings = settings_of(None)
    store = Store(settings.store_url)
    # The embedder that the server takes: with another one each would make the other's passages anew.
    indexes = open_indexes(settings, store, lambda: open_grading_embedder(settings, open_embedder(settings)))
    return Projects(store.projects, indexes, lambda: datetime.now(UTC))


def _read_history(projects: Projects, chosen: Project, path: Path, authors: list[str]) -> None:
    with Status() as status:
        status.say("reading the history")
        found = projects.read_history(LOCAL, chosen.id, path, authors)
    if not found.author:
        _warn(_choose(found))


def _choose(found: Evidence) -> str:
    names = "\n".join(f"  {person.name} <{person.email}>" for person in found.authors[:40])
    more = len(found.authors) - 40
    rest = f"\n  and {more} more" if more > 0 else ""
    return f"the history was not read: say with --author which of these you are:\n{names}{rest}"


def _line(one: Project) -> str:
    history = ", with its history" if one.evidence is not None else ""
    return f"{one.id}  {one.name}  ({one.documents} documents{history})"


def _told(one: Project) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "documents": one.documents, "has_evidence": one.evidence is not None}


def _question(question: Any) -> dict[str, Any]:
    sources = [
        {"document": s.document, "line": s.line, "text": s.text, "commits": [c[:SHOWN_SHA_CHARS] for c in s.commits]}
        for s in question.sources
    ]
    return {
        "id": question.id,
        "aspect": question.aspect.value,
        "text": question.text,
        "asks": question.asks,
        "unsaid": question.unsaid,
        "sources": sources,
    }


def _print(text: str) -> None:
    typer.echo(harmless(text))


def _warn(text: str) -> None:
    typer.echo(harmless(f"coach: {text}"), err=True)
