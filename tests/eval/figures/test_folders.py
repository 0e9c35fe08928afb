"""Figures are written into a checkout, and never beside installed code."""

from pathlib import Path

import pytest

from eval.figures import folders
from eval.figures.folders import RESULTS
from eval.report.everything import write
from ingest.errors import BadRequest


def test_a_checkout_takes_figures(tmp_path: Path) -> None:
    assert folders.writable(RESULTS) == RESULTS
    assert folders.writable(tmp_path) == tmp_path


def test_an_installation_takes_none_and_the_user_s_own_folder_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "checkout", lambda: None)
    assert folders.writable(tmp_path) == tmp_path
    with pytest.raises(BadRequest, match="saved in a checkout alone"):
        write("nothing", "a table", "")
    assert not (RESULTS / "nothing.md").exists()
