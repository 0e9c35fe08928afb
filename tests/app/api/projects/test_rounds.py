"""A project review about one's own project, from three repositories to the report: the whole coach, over HTTP."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from repositories import git, notebook_heap, ten_authors, tidy_library
from sampled import one_in

# A description of no more than what is in the repository, as a candidate would add it.
NOTES = "# {name}\n\nThe work was done in 2023.\n"


@dataclass(frozen=True)
class Expected:
    """A repository, whose work in it is looked at, and what is asked, said and set beside it."""

    make: Callable[[Path], object]
    author: str
    asked: str
    said: str
    beside: str


EXPECTED = (
    Expected(
        tidy_library,
        "ann@example.org",
        "you replaced requests by httpx2 (requirements.txt): why",
        "Our parser reads a row with a latency of 90 ms.",
        "You said 90 ms for latency; README.md, line 3, says 40 ms. Which one is right?",
    ),
    Expected(
        notebook_heap,
        "cy@example.org",
        "you changed `lr = 0.5` to `lr = 0.6` (final.ipynb): what did you see that made you?",
        "I wrote tests for every step of the training.",
        "No commit touches tests or docs, by path, message or diff.",
    ),
    Expected(
        ten_authors,
        "ann@example.org",
        "names Bob Ray beside you: who did what in it?",
        "Every change of mine was reviewed by a colleague before it was merged.",
        "A trailer says who reviewed it in 1 commit.",
    ),
)


def begun(client: TestClient, expected: Expected, folder: Path) -> str:
    """A project with the documents and the history of a repository."""
    expected.make(folder)
    git(folder, "checkout", "-q", "main")
    name = expected.make.__name__
    project = str(client.post("/api/projects", json={"name": name}).json()["id"])
    place = f"/api/projects/{project}"
    readme = folder / "README.md"
    content = readme.read_bytes() if readme.is_file() else NOTES.format(name=name).encode()
    added = client.post(f"{place}/documents", files=[("files", ("README.md", content))])
    assert added.status_code == 200, added.text
    bundle = folder.parent / "work.bundle"
    git(folder, "bundle", "create", "-q", str(bundle), "--all")
    sent = {"bundle": ("work.bundle", bundle.read_bytes())}
    read = client.post(f"{place}/history", files=sent, data={"author": expected.author})
    assert read.status_code == 200, read.text
    return project


def answered(client: TestClient, view: Any, answer: str) -> Any:
    sent = {"answer": answer, "turn": view["ask"]["turn"]}
    done = client.post(f"/api/interviews/{view['id']}/answers", json=sent)
    assert done.status_code == 200, done.text
    return client.get(f"/api/interviews/{view['id']}").json()


@pytest.mark.parametrize("expected", one_in(len(EXPECTED), EXPECTED), ids=lambda expected: expected.make.__name__)
def test_a_review_of_a_repository_from_its_start_to_its_report(
    client: TestClient, expected: Expected, tmp_path: Path
) -> None:
    project = begun(client, expected, tmp_path / "made")
    body = {"stage": "project-review", "questions": 6, "seed": 1, "project": project}
    started = client.post("/api/interviews", json=body)
    assert started.status_code == 201, started.text
    view = started.json()
    assert view["project"] == expected.make.__name__
    assert view["ask"]["text"].startswith(f"Walk me through {expected.make.__name__}, ")
    asked = []
    # The first answer says something; the others give up, which ends each question at once.
    answer = expected.said
    while view["ask"] is not None:
        asked.append(view["ask"]["text"])
        view = answered(client, view, answer)
        answer = ""
    assert any(expected.asked in text for text in asked), asked
    assert expected.beside in [one["told"] for one in view["turns"][0]["beside"]] or any(
        one["text"] == expected.beside for one in view["turns"][0]["beside"]
    )
    report = client.get(f"/api/candidate/interviews/{view['id']}/report").json()
    assert report["project"] == expected.make.__name__
    assert expected.said in [one["said"] for one in report["beside"]]
    assert client.delete(f"/api/projects/{project}").status_code == 204


@pytest.mark.slow
def test_a_difference_is_said_in_the_reply(client: TestClient, tmp_path: Path) -> None:
    project = begun(client, EXPECTED[0], tmp_path / "made")
    body = {"stage": "project-review", "questions": 2, "seed": 1, "project": project}
    view = client.post("/api/interviews", json=body).json()
    view = answered(client, view, EXPECTED[0].said)
    assert EXPECTED[0].beside in view["turns"][0]["reply"]
    assert json.dumps(view["turns"][0]["beside"][0]["kind"]) == '"differs"'


@pytest.mark.parametrize(
    ("change", "status"),
    [({"project": "none-of-that-id"}, 404), ({"project": "x" * 81}, 422), ({"project": "x", "topics": ["rag"]}, 422)],
)
def test_what_cannot_be_started_is_refused(client: TestClient, change: dict[str, Any], status: int) -> None:
    body = {"stage": "project-review", "questions": 2, "seed": 1} | change
    assert client.post("/api/interviews", json=body).status_code == status
