"""`coach cluster ingest` says what it lacks before it reads anything."""

import sys
from pathlib import Path

import pytest

from app.terminal.main import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["coach", "cluster", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_without_the_extra_it_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], notes: Path, tmp_path: Path
) -> None:
    for module in ("ingest.pipeline.cluster", "app.terminal.cluster.ingest"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "ray", None)
    assert run(monkeypatch, "ingest", str(notes), "--index", str(tmp_path / "index")) == 1
    assert capsys.readouterr().err == (
        "coach: this command needs ray, which is not installed; run: pip install 'interview-coach[cluster]'\n"
    )
    assert not (tmp_path / "index").exists()


def test_its_help_needs_no_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--help") == 0
    assert "Index files and folders as" in capsys.readouterr().out
