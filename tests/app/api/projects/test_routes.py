"""Projects over HTTP: uploads with their limits, claims, questions, evidence, deletion; of one owner alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from migrated import migrated
from repositories import git, tidy_library

from app.api.application import make_application
from app.api.dependencies import owner_of
from app.api.inside.results import Results
from app.api.places import bodies
from app.coach.coach import Coach
from app.coach.own_work.projects import Projects
from app.projects.search import ProjectIndexes
from app.settings import Settings
from app.store.interviews import Store

README = b"# Fraud\n\nWe built a model with XGBoost. It reaches an F1 of 0.87 on the test set.\n"
KEY = "AKIAIOSFODNN7EXAMPLE"


class OnlyProjects(Coach):
    """A coach whose other services are not there."""

    def of(self, _: str) -> Coach:
        return self


@pytest.fixture
def client(tmp_path: Path, fake_embedder: Any) -> Iterator[TestClient]:
    with application_of(tmp_path, fake_embedder) as opened:
        yield opened


@contextmanager
def application_of(tmp_path: Path, fake_embedder: Any) -> Iterator[TestClient]:
    """The whole application over a coach whose projects are real; nothing else of it is asked for."""
    store = Store(migrated(tmp_path / "coach.sqlite"))
    indexes = ProjectIndexes(tmp_path / "projects", lambda: fake_embedder)
    projects = Projects(store.projects, indexes, lambda: datetime(2026, 11, 24, tzinfo=UTC))
    unused: Any = None
    coach = OnlyProjects(
        bank=unused, interviews=unused, appeals=unused, questions=unused, reviews=unused, records=unused,
        planner=unused, projects=projects, code=unused,
        entrance=unused, accounts=unused, spending=unused, sharing=unused, consent=unused, keeping=unused,
        federation=unused, chairs=unused, voice=unused,
        notice=lambda: "", check_store=store.check, close=lambda: None,
    )  # fmt: skip
    settings = Settings(_env_file=None, home=tmp_path)
    application = make_application(settings, lambda _: coach, Results((tmp_path,)))
    application.state.loading.load()
    with TestClient(application, base_url="http://localhost") as opened:
        yield opened
    store.close()


@pytest.fixture
def project(client: TestClient) -> str:
    made = client.post("/api/projects", json={"name": "Fraud"})
    assert made.status_code == 201
    return str(made.json()["id"])


def add(client: TestClient, project: str, *files: tuple[str, bytes]) -> Any:
    sent = [("files", (name, content)) for name, content in files]
    return client.post(f"/api/projects/{project}/documents", files=sent)


def test_a_project_from_upload_to_deletion(client: TestClient, project: str, tmp_path: Path) -> None:
    added = add(
        client, project, ("README.md", README), ("photo.png", b"\x89PNG"), ("key.py", f'k = "{KEY}"\n'.encode())
    )
    assert added.status_code == 200, added.text
    body = added.json()
    assert [document["name"] for document in body["documents"]] == ["README.md", "key.py"]
    assert body["documents"][1]["secrets"] == [{"line": 1, "kind": "AWS Access Key"}]
    assert [left["name"] for left in body["left_out"]] == ["photo.png"]
    assert KEY not in added.text
    place = f"/api/projects/{project}"
    claims = client.get(f"{place}/claims").json()["claims"]
    assert [(claim["document"], claim["line"]) for claim in claims] == [("README.md", 3), ("README.md", 3)]
    questions = client.get(f"{place}/questions").json()["questions"]
    assert all(question["sources"][0]["document"] == "README.md" for question in questions)
    remarks = client.post(f"{place}/check", json={"answer": "We reached an F1 of 0.91."}).json()["remarks"]
    assert remarks[0]["text"].startswith("You said 0.91 for F1; README.md, line 3, says 0.87.")
    found = client.get(f"{place}/search", params={"q": "XGBoost"}).json()["passages"]
    assert "XGBoost" in found[0]["text"]
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
    assert client.get("/api/projects").json() == {"projects": []}
    assert not [path for path in (tmp_path / "projects").rglob("*") if path.is_file()]


def test_a_library_shows_what_was_recognised_in_each_document_and_deletes_one(client: TestClient, project: str) -> None:
    program = f'k = "{KEY}"\n'.encode()
    add(client, project, ("README.md", README), ("src/key.py", program), ("words.txt", b"Nothing that anybody claims."))
    (held,) = client.get("/api/library").json()["projects"]
    assert [(one["name"], one["kind"]) for one in held["documents"]] == [
        ("README.md", "markdown"), ("src/key.py", "code"), ("words.txt", "plain"),
    ]  # fmt: skip
    assert held == client.get(f"/api/projects/{project}").json()
    place = f"/api/projects/{project}/documents"
    found = client.get(f"{place}/README.md").json()
    assert found["text"] == README.decode()
    assert [found["text"][one["start"] : one["end"]] for one in found["claims"]] == [
        one["text"] for one in found["claims"]
    ]
    assert "F1 of 0.87" in "".join(found["text"][one["start"] : one["end"]] for one in found["passages"])
    assert found["nothing"] == ""
    code = client.get(f"{place}/src/key.py").json()
    assert code["claims"] == []
    assert "program" in code["nothing"]
    assert code["document"]["secrets"] == [{"line": 1, "kind": "AWS Access Key"}]
    assert KEY not in str(code)
    assert "No sentence in it was read as a claim" in client.get(f"{place}/words.txt").json()["nothing"]
    assert client.get(f"/api/projects/{project}/search", params={"q": "XGBoost"}).json()["passages"]
    assert client.delete(f"{place}/README.md").status_code == 204
    assert client.delete(f"{place}/README.md").status_code == 404
    assert [one["name"] for one in client.get(f"/api/projects/{project}").json()["documents"]] == [
        "src/key.py",
        "words.txt",
    ]
    left = client.get(f"/api/projects/{project}/search", params={"q": "XGBoost"}).json()["passages"]
    assert all("XGBoost" not in one["text"] for one in left)


def test_a_history_is_read_from_a_bundle(client: TestClient, project: str, tmp_path: Path) -> None:
    commits = tidy_library(tmp_path / "lines")
    git(tmp_path / "lines", "bundle", "create", "-q", str(tmp_path / "w.bundle"), "--all")
    sent = {"bundle": ("w.bundle", (tmp_path / "w.bundle").read_bytes())}
    place = f"/api/projects/{project}"
    assert client.get(f"{place}/evidence").status_code == 404
    read = client.post(f"{place}/history", files=sent, data={"author": "ann@example.org"})
    assert read.status_code == 200, read.text
    assert read.json() == client.get(f"{place}/evidence").json()
    asked = client.get(f"{place}/questions").json()["questions"]
    assert any(commits["replaced"] in source["commits"] for question in asked for source in question["sources"])
    page = client.get(f"{place}/evidence/page")
    assert page.headers["content-disposition"] == 'attachment; filename="evidence.html"'
    assert "Cannot show" in page.text


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"no bundle", b"# v2 git bundle\nbroken"])
def test_what_is_no_bundle_is_refused(client: TestClient, project: str, content: bytes) -> None:
    refused = client.post(f"/api/projects/{project}/history", files={"bundle": ("x", content)})
    assert refused.status_code == 422
    assert "bundle" in refused.json()["error"]["message"]


@pytest.mark.parametrize("name", ["..", "../../x"])
def test_a_bundle_is_read_whatever_the_project_is_called(client: TestClient, tmp_path: Path, name: str) -> None:
    """The name was the bundle's own on the disk: ".." is a folder, and elsewhere "..\\x" is a place outside of it."""
    tidy_library(tmp_path / "lines")
    git(tmp_path / "lines", "bundle", "create", "-q", str(tmp_path / "w.bundle"), "--all")
    made = client.post("/api/projects", json={"name": name}).json()
    sent = {"bundle": ("w.bundle", (tmp_path / "w.bundle").read_bytes())}
    read = client.post(f"/api/projects/{made['id']}/history", files=sent, data={"author": "ann@example.org"})
    assert read.status_code == 200, read.text
    assert f"Evidence of work: {name}" in client.get(f"/api/projects/{made['id']}/evidence/page").text
    refused = client.post(f"/api/projects/{made['id']}/history", files={"bundle": ("x", b"# v2 git bundle\nbroken")})
    assert refused.status_code == 422
    assert refused.json()["error"]["message"].startswith(name)


def test_another_owner_sees_nothing(client: TestClient, project: str) -> None:
    add(client, project, ("README.md", README))
    client.app.dependency_overrides[owner_of] = lambda: "bob"  # type: ignore[attr-defined]
    place = f"/api/projects/{project}"
    assert client.get("/api/projects").json() == {"projects": []}
    assert client.get("/api/library").json() == {"projects": []}
    for method, path in (
        ("GET", place), ("GET", f"{place}/claims"), ("GET", f"{place}/questions"), ("GET", f"{place}/evidence"),
        ("GET", f"{place}/documents/README.md"), ("DELETE", f"{place}/documents/README.md"),
        ("GET", f"{place}/search?q=x"), ("GET", f"{place}/evidence/page"), ("DELETE", place),
    ):  # fmt: skip
        assert client.request(method, path).status_code == 404, path
    assert add(client, project, ("README.md", README)).status_code == 404
    assert client.post(f"{place}/check", json={"answer": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x.md", "a\x1b[2J.md", "..md/.."])
def test_a_hostile_name_is_refused_and_writes_nothing(client: TestClient, project: str, name: str) -> None:
    refused = add(client, project, (name, README))
    assert refused.status_code == 422


@pytest.mark.slow
def test_an_upload_that_is_too_large_is_refused(
    tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_UPLOAD_BYTES", 1_000)
    with application_of(tmp_path, fake_embedder) as client:
        refused = add(client, "any", ("README.md", README * 100))
        assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "too_large"


@pytest.mark.slow
def test_an_upload_may_be_larger_than_other_bodies(client: TestClient, project: str) -> None:
    long = README + b"\nwords and words\n" * 40_000
    assert len(long) > bodies.MAX_BODY_BYTES
    assert add(client, project, ("README.md", long)).status_code == 200
    assert client.post("/api/projects", content=b"x" * (bodies.MAX_BODY_BYTES + 1)).status_code == 413


def test_a_page_of_another_site_may_not_upload(client: TestClient, project: str) -> None:
    sent = [("files", ("README.md", README))]
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/api/projects/{project}/documents", files=sent, headers=foreign).status_code == 403


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\u200b"])
def test_a_project_needs_a_name(client: TestClient, name: str) -> None:
    assert client.post("/api/projects", json={"name": name}).status_code == 422
