"""Processes that begin together in a folder without compiled models."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from ingest.embedding.openvino import alone
from ingest.embedding.packaged_model import exported_folder

LOAD = (
    "import sys; from pathlib import Path; from ingest.embedding.default_embedder import OpenVinoEmbedder; "
    "print(OpenVinoEmbedder(Path(sys.argv[1]), 'x').encode_query('a').shape)"
)


@pytest.mark.slow
def test_processes_that_begin_together_all_get_their_model(tmp_path: Path) -> None:
    for at in range(3):
        fresh = tmp_path / str(at)
        shutil.copytree(exported_folder(Settings().models_folder), fresh, ignore=shutil.ignore_patterns("compiled"))
        started = [subprocess.Popen([sys.executable, "-c", LOAD, str(fresh)]) for _ in range(4)]
        assert [one.wait(120) for one in started] == [0, 0, 0, 0]


def test_who_compiles_in_a_folder_is_alone_there_and_leaves_nothing(tmp_path: Path) -> None:
    with alone(tmp_path):
        waiting = subprocess.Popen(
            [sys.executable, "-c", "import sys; from pathlib import Path; from ingest.embedding.openvino import alone\n"
             "with alone(Path(sys.argv[1])): pass", str(tmp_path)]
        )  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(3)
    assert waiting.wait(30) == 0
    assert list(tmp_path.iterdir()) == []
