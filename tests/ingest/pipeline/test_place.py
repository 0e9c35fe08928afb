"""An ingest that was killed leaves an index, and nothing else once the next one starts."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.index.manifest import MANIFEST
from ingest.pipeline.place import put_in_place, recover, staged

PROJECT = Path(__file__).resolve().parents[3]


def index(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(name)
    return folder


def killed(tmp_path: Path, where: str) -> None:
    """Put a new index in the place of an old one, in a process that is killed at its rename number `where`."""
    program = f"""
import os, pathlib, signal
from ingest.pipeline.place import put_in_place, staged
folder, left = pathlib.Path({str(tmp_path / "index")!r}), [{where}]
rename = pathlib.Path.rename
def dying(path, target):
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return rename(path, target)
pathlib.Path.rename = dying
with staged(folder) as staging:
    (staging / "{MANIFEST}").write_text("new")
    put_in_place(staging, folder)
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.parametrize(("renames", "there", "found"), [("0", True, "old"), ("1", False, "new")])
def test_a_build_killed_at_a_rename_leaves_a_complete_index_to_the_next_start(
    tmp_path: Path, renames: str, there: bool, found: str
) -> None:
    folder = index(tmp_path / "index", "old")
    killed(tmp_path, renames)
    assert folder.exists() is there
    recover(folder)
    assert (folder / MANIFEST).read_text() == found
    assert [one.name for one in tmp_path.iterdir()] == ["index"]


def test_where_the_new_one_is_not_complete_the_old_one_comes_back(tmp_path: Path) -> None:
    index(tmp_path / ".index-old-k3_9x0ab", "old")
    (tmp_path / ".index-k3_9x0ab").mkdir()
    recover(tmp_path / "index")
    assert (tmp_path / "index" / MANIFEST).read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["index"]


def test_a_build_that_is_alive_is_left_alone(tmp_path: Path) -> None:
    program = """
import pathlib, sys
from ingest.pipeline.place import recover
recover(pathlib.Path(sys.argv[1]))
"""
    folder = index(tmp_path / "index", "old")
    with staged(folder) as staging:
        subprocess.run([sys.executable, "-c", program, folder], cwd=PROJECT, check=True)
        assert staging.exists()
        (staging / MANIFEST).write_text("new")
        put_in_place(staging, folder)
    assert (folder / MANIFEST).read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["index"]


def test_nothing_else_beside_an_index_is_swept(tmp_path: Path) -> None:
    folder = index(tmp_path / "index", "old")
    for name in (".index-notes", ".index-old", ".index-my-documents", "index-k3_9x0ab", ".other-k3_9x0ab"):
        (tmp_path / name).mkdir()
    (tmp_path / ".index-k3_9x0ab").mkdir()
    recover(folder)
    left = {one.name for one in tmp_path.iterdir()}
    assert left == {"index", ".index-notes", ".index-old", ".index-my-documents", "index-k3_9x0ab", ".other-k3_9x0ab"}
    assert [one.name for one in folder.iterdir()] == [MANIFEST]
