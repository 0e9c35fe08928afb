"""Work in a process of its own: what it tells, how it fails, that it ends with its parent."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from checkout import PROJECT

from ingest.child_process import run_apart
from ingest.errors import CoachError


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a module `work` with what children do here; on our search path, so on theirs."""
    (tmp_path / "work.py").write_text(
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from ingest.errors import BadRequest\n"
        "def counts(to, progress):\n"
        "    print('a library talks')\n"
        "    os.write(1, b'so does its C code')\n"
        "    for n in range(to): progress(n + 1, to)\n"
        "def refuses(why, progress): raise BadRequest(why)\n"
        "def breaks(progress): raise ValueError('odd')\n"
        "def dies(progress): os.kill(os.getpid(), 9)\n"
        "def finds(place, progress): Path(place).write_text(sys.modules['ingest'].__file__)\n"
        "def waits(folder, progress):\n"
        "    try:\n"
        "        Path(folder, 'begun').write_text(str(os.getpid()))\n"
        "        while True: time.sleep(0.05)\n"
        "    finally:\n"
        "        Path(folder, 'tidied').touch()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_progress_comes_through_whatever_else_is_printed(work: Path) -> None:
    told: list[tuple[int, int]] = []
    run_apart("work:counts", 3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_error_that_a_user_can_be_told_has_its_own_words(work: Path) -> None:
    with pytest.raises(CoachError, match=r"^the path “ü” is wrong$"):
        run_apart("work:refuses", "the path “ü” is wrong")


def test_any_other_error_is_told_with_its_last_words(work: Path) -> None:
    with pytest.raises(CoachError, match=r"that runs work:breaks ended with exit code 1: .*ValueError: odd"):
        run_apart("work:breaks")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_a_child_that_was_killed_is_told(work: Path) -> None:
    with pytest.raises(CoachError, match="ended with signal 9"):
        run_apart("work:dies")


def test_code_in_the_current_folder_is_not_run(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = work / "foreign"
    (foreign / "ingest").mkdir(parents=True)
    (foreign / "ingest" / "__init__.py").write_text("raise SystemExit('foreign code was run')")
    monkeypatch.chdir(foreign)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    run_apart("work:finds", str(work / "found"))
    assert (work / "found").read_text() == str(PROJECT / "ingest" / "__init__.py")


# A script that starts a server with "&" has it ignore SIGINT.
@pytest.mark.parametrize("before", ["", "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "])
def test_a_child_ends_with_its_parent_and_tidies_up(work: Path, before: str) -> None:
    program = f"{before}from ingest.child_process import run_apart; run_apart('work:waits', {str(work)!r})"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(work), str(PROJECT)))}
    parent = subprocess.Popen([sys.executable, "-c", program], env=environment)
    try:
        _wait_for(work / "begun")
    finally:
        parent.kill()
        parent.wait()
    _wait_for(work / "tidied")


def test_a_child_is_stopped_when_its_work_is_of_no_use_any_more(work: Path) -> None:
    with pytest.raises(CoachError, match="ended with"):
        run_apart("work:waits", str(work), is_over=(work / "begun").exists)
    assert (work / "tidied").exists()


def _wait_for(file: Path) -> None:
    deadline = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} did not appear"
        time.sleep(0.05)
