"""What reads text of others under atheris, which goes on from what reached new code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import PROJECT
from fuzzed_parsers import PARSERS

pytest.importorskip("atheris", reason="atheris is not installed: make fuzz installs it (Linux)")

FUZZ = PROJECT / "tests" / "support" / "fuzz.py"
SHORT, FULL = 1_000, 200_000
SEED = 20_261_201


def fuzzed(name: str, runs: int, folder: Path) -> None:
    ended = subprocess.run(
        [sys.executable, FUZZ, name, str(runs), str(SEED), folder],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(PROJECT), os.environ.get("PYTHONPATH", "")))},
        capture_output=True,
        text=True,
        errors="replace",
    )
    broke = [(one.name, one.read_bytes()) for one in folder.glob("broke-*")]
    assert (ended.returncode, broke) == (0, []), ended.stderr[-3000:]
    # Else nothing was tried. What may have leaked is run once more, and counted.
    done = re.search(r"^Done (\d+) runs", ended.stderr, re.MULTILINE)
    assert done is not None, ended.stderr[-3000:]
    assert int(done[1]) >= runs


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", PARSERS)
def test_what_a_thousand_files_hold_breaks_no_parser(name: str, tmp_path: Path) -> None:
    fuzzed(name, SHORT, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("name", PARSERS)
def test_what_many_files_hold_breaks_no_parser(name: str, tmp_path: Path) -> None:
    fuzzed(name, FULL, tmp_path)
