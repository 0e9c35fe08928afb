"""`coach cluster ingest` says what it lacks before it reads anything."""

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]


def test_without_the_extra_it_names_it(
    coach_command: Command, monkeypatch: pytest.MonkeyPatch, notes: Path, tmp_path: Path
) -> None:
    for module in [
        name for name in sys.modules if name.partition(".")[0] == "ray" or name.endswith("pipeline.cluster")
    ]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delitem(sys.modules, "app.terminal.cluster.ingest", raising=False)
    monkeypatch.setitem(sys.modules, "ray", None)
    told = coach_command("cluster", "ingest", str(notes), "--index", str(tmp_path / "index"))
    assert told.returncode == 1
    assert told.stderr == (
        "coach: this command needs ray, which is not installed; run: pip install 'interview-coach[cluster]'\n"
    )


def test_its_help_needs_no_extra(coach_command: Command) -> None:
    told = coach_command("cluster", "--help")
    assert told.returncode == 0
    assert "Index files and folders as" in told.stdout
