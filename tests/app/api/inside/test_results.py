"""The measured results as the page gets them: what lies in their folder, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.api.inside.results import Results
from app.api.inside.routes import results_of


@pytest.fixture
def results(client: TestClient, tmp_path: Path) -> Iterator[Path]:
    """The folder that the API reads results from, empty."""
    folder = tmp_path / "results"
    folder.mkdir()
    application = client.app
    assert isinstance(application, FastAPI)
    application.dependency_overrides[results_of] = lambda: Results((folder,))
    yield folder
    application.dependency_overrides.clear()


def test_reports_and_plots_are_listed_and_nothing_else_is(client: TestClient, results: Path, tmp_path: Path) -> None:
    assert client.get("/api/results").json() == {"reports": [], "plots": []}
    (results / "retrieval.md").write_text("| a | b |\n| - | - |\n| 1 | 2 |\n", encoding="utf-8")
    (results / "chunking.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (results / "run.jsonl").write_text("{}")
    (results / "page.html").write_text("<script>alert(1)</script>")
    (results / "folder.md").mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (results / "link.md").symlink_to(tmp_path / "secret.md")
    told = client.get("/api/results").json()
    assert [item["name"] for item in told["reports"]] == ["retrieval.md"]
    assert told["reports"][0]["text"].startswith("| a | b |")
    assert [item["address"] for item in told["plots"]] == ["/api/results/chunking.png"]
    plot = client.get(told["plots"][0]["address"])
    assert plot.headers["content-type"] == "image/png"
    assert plot.headers["x-content-type-options"] == "nosniff"
    assert client.get("/api/results/retrieval.md").headers["content-type"].startswith("text/markdown")


@pytest.mark.parametrize(
    "name",
    [
        "link.md",
        "../secret.md",
        "..%2Fsecret.md",
        "%2e%2e%2fsecret.md",
        "run.jsonl",
        "nothing.md",
        "/etc/passwd",
        "a%00.md",
    ],
)
def test_no_name_leads_out_of_the_folder(client: TestClient, results: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (results / "run.jsonl").write_text("secret")
    (results / "notes.md").write_text("secret")
    (results / "link.md").symlink_to(tmp_path / "secret.md")
    response = client.get(f"/api/results/{name}")
    assert response.status_code == 404
    assert "secret" not in response.text.replace("secret.md", "")


def test_results_that_were_never_measured_are_an_empty_list(client: TestClient, results: Path) -> None:
    results.rmdir()
    assert client.get("/api/results").json() == {"reports": [], "plots": []}


def test_what_is_installed_and_measures_brings_its_results_of_two_of_a_name_the_first(tmp_path: Path) -> None:
    installed = Results.installed()
    assert "retrieval.md" in installed.reports()
    (tmp_path / "retrieval.md").write_text("other", encoding="utf-8")
    (tmp_path / "more.md").write_text("more", encoding="utf-8")
    both = Results((*installed.folders, tmp_path))
    assert both.reports()["more.md"] == "more"
    assert both.reports()["retrieval.md"] == installed.reports()["retrieval.md"]
    assert Results().reports() == {}
