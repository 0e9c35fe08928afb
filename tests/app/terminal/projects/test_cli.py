"""`coach project` from the first document to deletion, in a home of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import ten_authors, tidy_library

from app.terminal.main import main

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))

    def called(*arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["coach", "project", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), told.out, told.err)

    return called


def test_a_repository_from_adding_to_deletion(run: Run, tmp_path: Path) -> None:
    tidy_library(tmp_path / "lines")
    subprocess.run(["git", "-C", str(tmp_path / "lines"), "checkout", "-q", "main"], check=True)
    added = run("add", str(tmp_path / "lines"))
    assert added.returncode == 0, added.stderr
    identifier = added.stdout.split()[0]
    assert "with its history" in added.stdout
    assert json.loads(run("list", "--json").stdout)["projects"][0]["name"] == "lines"
    shown = run("show", identifier).stdout
    assert "README.md, line 3: We built a parser that reads 50,000 rows" in shown
    asked = json.loads(run("questions", identifier, "--json").stdout)["questions"]
    assert {"history", "own part", "data"} <= {question["aspect"] for question in asked}
    assert "README.md, line 3, says 40 ms" in run("check", identifier, "The latency was 90 ms.").stdout
    page = tmp_path / "evidence.html"
    assert run("evidence", identifier, "--out", str(page)).returncode == 0
    assert "requests by httpx2" in page.read_text()
    assert "Cannot show" in run("evidence", identifier).stdout
    assert run("delete", identifier, "--yes").returncode == 0
    assert run("show", identifier).returncode == 1
    assert "no projects" in run("list").stdout


@pytest.mark.slow
def test_with_several_authors_the_names_are_told_and_the_documents_stay(run: Run, tmp_path: Path) -> None:
    ten_authors(tmp_path / "many")
    subprocess.run(["git", "-C", str(tmp_path / "many"), "checkout", "-q", "main"], check=True)
    added = run("add", str(tmp_path / "many"), "--name", "Many")
    assert added.returncode == 0, added.stderr
    assert "Ann Lee <ann@example.org>" in added.stderr
    assert "with its history" not in added.stdout
    identifier = added.stdout.split()[0]
    assert run("evidence", identifier).returncode == 1
    read = run("evidence", identifier, "--repository", str(tmp_path / "many"), "--author", "Ann Lee")
    assert "Author: Ann Lee" in read.stdout


def test_a_secret_is_told_and_a_path_that_is_not_there_makes_no_project(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('# A\n\nkey = "AKIAIOSFODNN7EXAMPLE"\n')
    added = run("add", str(tmp_path / "a.md"))
    assert "a secret was found and not kept: a.md, line 3: AWS Access Key" in added.stderr
    assert "AKIAIOSFODNN7EXAMPLE" not in added.stdout + added.stderr
    assert run("add", str(tmp_path / "none")).returncode == 1
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    assert run("add", str(tmp_path / "photo.png")).returncode == 1
    assert len(json.loads(run("list", "--json").stdout)["projects"]) == 1
