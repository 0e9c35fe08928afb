"""Builds that are killed at any moment leave an index that is whole: the old one or the new one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import PROJECT

SUPPORT = PROJECT / "tests" / "support"
SEED = 20_261_129


def killed(tmp_path: Path, kills: int) -> None:
    ended = subprocess.run(
        [sys.executable, SUPPORT / "killed_builds.py", tmp_path / "builds", str(kills), str(SEED)],
        env=os.environ | {"PYTHONPATH": f"{PROJECT}{os.pathsep}{SUPPORT}"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    print(ended.stdout)
    counts = json.loads(ended.stdout)
    assert counts["killed"] == kills
    # Without them nothing was tried: a build that was killed before it began.
    assert counts["left a folder"] >= kills // 4


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_builds_that_are_killed_leave_an_index_that_is_whole(tmp_path: Path) -> None:
    killed(tmp_path, 10)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_a_hundred_builds_that_are_killed_leave_an_index_that_is_whole(tmp_path: Path) -> None:
    killed(tmp_path, 100)
